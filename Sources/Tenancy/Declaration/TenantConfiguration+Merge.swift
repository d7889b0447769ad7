package import Vocabulary
package import YAML

extension TenantConfiguration {
    /// Merges a tenant's file over its templates and checks the result against the tier.
    ///
    /// - Parameters:
    ///   - own: the root of the tenant's file.
    ///   - templates: gives the root of a template.
    ///   - file: the tenant's file, for messages.
    /// - Throws: what is wrong, up to eight failures together.
    package init(
        own: YAMLNode, templates: (TenantTemplate) throws -> YAMLNode, environment: DeploymentEnvironment, file: String
    ) throws {
        // The tier decides which templates are read, so it is settled first.
        guard let tierNode = own.node(at: ["tenant_info", "tenant_type"]) else {
            // Without a tier the file is not whole, and decoding it says what else is missing.
            self.init(try YAMLDecoder().decode(TenantDocument.self, from: own))
            return
        }
        let tier = try YAMLDecoder().decode(Tier.self, from: tierNode)
        let template = try templates(.generic).merged(with: templates(.tier(tier)))
        let offered = template.settled(for: environment)
        let merged = offered.merged(with: own.settled(for: environment))
        let document = try YAMLDecoder().decode(
            TenantDocument.self, from: merged.substituting(Self.variables(of: own, environment: environment)))
        let tierLimits = try YAMLDecoder().decode(TenantDocument.Limits.self, from: offered["limits"] ?? offered)
        let placement = try YAMLDecoder().decode(Placement.self, from: offered["placement"] ?? offered)
        let offer = try Offer(
            placement: placement, limits: tierLimits, ofTier: securityRules(template.settled(for: nil)),
            ofEnvironment: securityRules(offered), environment: environment)
        try Self.check(document, against: offer)
        self.init(document)
    }

    /// What `${NAME}` stands for in templates and in the tenant's own file.
    private static func variables(of own: YAMLNode, environment: DeploymentEnvironment) -> [String: String] {
        func text(_ key: String) -> String {
            guard case .scalar(let scalar) = own.node(at: ["tenant_info", key]) else { return "" }
            return scalar.text
        }
        return [
            "TENANT_ID": text("tenant_id"), "TENANT_NAME": text("tenant_name"), "TENANT_TYPE": text("tenant_type"),
            "ENVIRONMENT": environment.rawValue,
        ]
    }

    private init(_ document: TenantDocument) {
        self.init(
            identifier: document.info.identifier.value, name: document.info.name, tier: document.info.tier,
            region: document.info.region,
            contact: Contact(name: document.info.contact.name, email: document.info.contact.email.value),
            placement: document.placement.value, themes: document.themes.map(\.value),
            channels: document.channels.map(\.value),
            limits: TenantLimits(
                users: document.limits.users.value, storage: ByteCount(gigabytes: document.limits.storage.value),
                apiCallsPerMonth: document.limits.apiCallsPerMonth.value,
                databaseConnections: document.limits.databaseConnections.value,
                channels: Set(document.limits.channels.map(\.value))),
            rotation: Rotation(
                keys: document.security.encryption.keyRotation.value, logins: document.security.loginRotation.value))
    }

    /// What a tier gives in an environment, and asks for.
    private struct Offer {
        let placement: Placement
        let limits: TenantDocument.Limits
        /// What the tier asks for in every environment.
        let ofTier: TenantDocument.Security
        /// The same with what is laid over it for the environment.
        let ofEnvironment: TenantDocument.Security
        let environment: DeploymentEnvironment
    }

    /// Finds what contradicts the tier or itself, and reports all of it.
    private static func check(_ document: TenantDocument, against offer: Offer) throws {
        var failures = FailureList()
        let tier = document.info.tier
        let offered = offer.limits
        let email = document.info.contact.email
        if !isMailAddress(email.value) {
            failures.append(TenancyFailure.notAContact(email: email.value, place: place(email.mark)))
        }
        for (index, theme) in document.themes.enumerated()
        where document.themes[..<index].contains(where: { $0.value == theme.value }) {
            failures.append(
                TenancyFailure.repeated(what: "theme", name: theme.value.text, place: place(theme.mark)))
        }
        let channels = Set(offered.channels.map(\.value))
        for (index, channel) in document.channels.enumerated() {
            if !channels.contains(channel.value) {
                failures.append(TenancyFailure.channelNotOffered(channel.value, tier, place: place(channel.mark)))
            }
            if document.channels[..<index].contains(where: { $0.value == channel.value }) {
                failures.append(
                    TenancyFailure.repeated(what: "channel", name: channel.value.rawValue, place: place(channel.mark)))
            }
        }
        if document.placement.value.rank > offer.placement.rank {
            failures.append(
                TenancyFailure.placementAboveTier(document.placement.value, tier, place: place(document.placement.mark))
            )
        }
        // The figures of enterprise are what is reserved at least.
        if tier != .enterprise {
            let pairs = [
                ("max_users", document.limits.users, offered.users),
                ("api_calls_per_month", document.limits.apiCallsPerMonth, offered.apiCallsPerMonth),
                ("database_connections", document.limits.databaseConnections, offered.databaseConnections),
            ]
            for (name, wanted, limit) in pairs where wanted.value > limit.value {
                failures.append(
                    TenancyFailure.aboveTier(
                        limit: name, wanted: wanted.value, offered: limit.value, tier, place: place(wanted.mark)))
            }
            if document.limits.storage.value > offered.storage.value {
                failures.append(
                    TenancyFailure.aboveTier(
                        limit: "storage_gb", wanted: Int(document.limits.storage.value),
                        offered: Int(offered.storage.value), tier, place: place(document.limits.storage.mark)))
            }
        }
        for (key, schedule) in TenantDocument.Security.schedules {
            let wanted = document.security[keyPath: schedule]
            let ofEnvironment = offer.ofEnvironment[keyPath: schedule]
            let ofTier = offer.ofTier[keyPath: schedule]
            if ofEnvironment.value < ofTier.value {
                failures.append(
                    TenancyFailure.loosened(
                        key: key, wanted: ofEnvironment.value, least: ofTier.value, by: "tier '\(tier.rawValue)'",
                        place: place(ofEnvironment.mark)))
            } else if wanted.value < ofEnvironment.value {
                let asker =
                    ofEnvironment.value == ofTier.value
                    ? "tier '\(tier.rawValue)'" : "environment '\(offer.environment.rawValue)'"
                failures.append(
                    TenancyFailure.loosened(
                        key: key, wanted: wanted.value, least: ofEnvironment.value, by: asker,
                        place: place(wanted.mark)))
            }
        }
        try failures.throwIfAny()
    }

    private static func place(_ mark: YAMLMark?) -> String {
        mark?.excerpt ?? ""
    }

    /// Whether a text has the form of a mail address; only a message to it would prove more.
    private static func isMailAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".")
            && !parts[1].hasPrefix(".") && !parts[1].hasSuffix(".")
            && text.unicodeScalars.allSatisfy { $0.value > 0x20 && !$0.properties.isWhitespace }
    }
}

extension YAMLNode {
    /// The configuration with the overrides of an environment laid over it, and those of the others left out.
    fileprivate func settled(for environment: DeploymentEnvironment?) -> YAMLNode {
        guard case .mapping(var mapping) = self else { return self }
        let overrides = environment.flatMap { self["environment_overrides"]?[$0.rawValue] }
        mapping.entries.removeAll { $0.key == "environment_overrides" }
        return overrides.map { YAMLNode.mapping(mapping).merged(with: $0) } ?? .mapping(mapping)
    }
}

/// The part of a template that says what it asks for.
private func securityRules(_ template: YAMLNode) throws -> TenantDocument.Security {
    try YAMLDecoder().decode(TenantDocument.Security.self, from: template["security"] ?? template)
}

extension TenantDocument.Security {
    /// The schedules by the keys under which a person finds them.
    fileprivate static var schedules: [(key: String, path: KeyPath<Self, YAMLMarked<RotationSchedule>>)] {
        [("security.encryption.key_rotation", \.encryption.keyRotation), ("security.login_rotation", \.loginRotation)]
    }
}

extension Placement {
    /// How much a placement costs; a tenant may ask for less than its tier gives.
    fileprivate var rank: Int {
        switch self {
        case .schema: 0
        case .database: 1
        case .cluster: 2
        }
    }
}
