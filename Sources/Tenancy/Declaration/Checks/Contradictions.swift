import Vocabulary
import YAML

extension TenantValues {
    /// What a tenant's configuration says against itself.
    ///
    /// - Parameter refused: keys whose value was refused for another reason.
    func contradictions(beside refused: Set<Int>) -> [YAMLFailure] {
        requirements() + repetitions() + identityFaults() + excesses(beside: refused) + idleKeys() + placesOutside()
            + personalFaults()
    }

    private func failure(_ key: Int, _ failure: DeclarationFailure) -> YAMLFailure {
        .rejected(failure, at: node(key)?.mark ?? root.mark)
    }

    private func path(_ key: Int) -> String { ConfigurationSchema.tenant.keys[key].path }

    // MARK: What is missing or given twice

    /// Keys without which there is no tenant, unless what stands there was refused.
    func requirements() -> [YAMLFailure] {
        Keys.required.filter { self[$0] == nil }.compactMap { key in
            let parts = path(key).split(separator: ".").map(String.init)
            guard root.node(at: parts) == nil else { return nil }
            return .missingKey(path: path(key), at: root.node(at: parts.dropLast())?.mark ?? root.mark)
        }
    }

    private func repetitions() -> [YAMLFailure] {
        own.flatMap { given -> [YAMLFailure] in
            guard let texts = given.value.texts, texts.count > 1, Set(texts).count < texts.count,
                case .sequence(let sequence) = given.node, sequence.elements.count == texts.count
            else { return [] }
            let what = [Keys.themes: "theme", Keys.channels: "channel"][given.key] ?? "value"
            return texts.indices.filter { texts[..<$0].contains(texts[$0]) }.map {
                .rejected(DeclarationFailure.repeated(what: what, name: texts[$0]), at: sequence.elements[$0].mark)
            }
        }
    }

    // MARK: Who the tenant is

    private func identityFaults() -> [YAMLFailure] {
        var failures: [YAMLFailure] = []
        if let email = self[Keys.contactEmail]?.text, !isMailAddress(email) {
            failures.append(failure(Keys.contactEmail, .notAContact(email: email)))
        }
        let offered = Set(self[Keys.offeredChannels]?.texts ?? [])
        let nodes: [YAMLNode]
        if case .sequence(let sequence) = node(Keys.channels) { nodes = sequence.elements } else { nodes = [] }
        for (index, channel) in (self[Keys.channels]?.texts ?? []).enumerated() where !offered.contains(channel) {
            guard let channel = Channel(rawValue: channel) else { continue }
            let mark = nodes.indices.contains(index) ? nodes[index].mark : root.mark
            failures.append(.rejected(DeclarationFailure.channelNotOffered(channel, offer.tier), at: mark))
        }
        if let server = self[Keys.server]?.text, self[Keys.placement]?.text == Placement.schema.rawValue,
            let name = try? ServerName(server)
        {
            failures.append(failure(Keys.server, .serverWithoutPlace(name)))
        }
        for (suffix, key) in Keys.schemas {
            guard let wanted = self[key]?.text, let tenant = self[Keys.identifier]?.text else { continue }
            let derived = "\(tenant)_\(suffix)"
            if wanted != derived {
                failures.append(failure(key, .notDerived(key: path(key), wanted: wanted, derived: derived)))
            }
        }
        return failures + secondFactors() + connectionFaults()
    }

    /// Each login needs a connection.
    private func connectionFaults() -> [YAMLFailure] {
        let offered = [Keys.connections, Keys.maxConnections].compactMap { self[$0]?.integer }.min() ?? 0
        // Those of administrator, application and loads, and one for each channel.
        let channels = Set(self[Keys.channels]?.texts ?? []).intersection(self[Keys.offeredChannels]?.texts ?? [])
        let logins = 3 + channels.count
        guard logins > offered, let tenant = self[Keys.identifier]?.text.flatMap({ try? TenantIdentifier($0) }) else {
            return []
        }
        let failure = TenancyFailure.tooFewConnections(tenant, offered: offered, logins: logins)
        let mark = [Keys.maxConnections, Keys.connections, Keys.channels].compactMap { node($0)?.mark }.first
        return [.rejected(failure, at: mark ?? root.mark)]
    }

    /// Administrators of a tier that asks for a second factor have one.
    private func secondFactors() -> [YAMLFailure] {
        guard let given = own.first(where: { $0.key == Keys.adminUsers }),
            offer.values[Keys.adminUsers]?.elements?.contains(where: { $0["mfa_required"]?.flag == true }) == true,
            case .sequence(let sequence) = given.node
        else { return [] }
        return zip(given.value.elements ?? [], sequence.elements).filter { user, _ in
            user["mfa_required"]?.flag != true
        }.map { _, node in
            .rejected(
                DeclarationFailure.loosened(
                    key: "\(path(Keys.adminUsers)).mfa_required", wanted: "false", least: "true",
                    by: "tier '\(offer.tier.rawValue)'"), at: node.mark)
        }
    }

    // MARK: More of one than of another

    private func excesses(beside refused: Set<Int>) -> [YAMLFailure] {
        Keys.ordered.compactMap { less, more in
            // What the template gives too much of is cut to what the file asks for.
            guard let given = own.first(where: { $0.key == less }), !refused.contains(less),
                let wanted = given.value.number, var limit = self[more]?.number
            else { return nil }
            // An environment gives fewer sessions, and the lower figure holds without being written here.
            if more == Keys.connections, node(more) == nil { limit = max(limit, offer.floor[more]?.number ?? 0) }
            guard wanted > limit else { return nil }
            return given.rejected(
                .over(
                    key: path(less), wanted: given.value.words, other: path(more),
                    limit: DeclaredValue.number(limit).words))
        }
    }

    /// Keys that say nothing while another one is off.
    private func idleKeys() -> [YAMLFailure] {
        Keys.dependent.compactMap { key, other in
            guard let given = own.first(where: { $0.key == key }), given.value != .flag(false),
                given.value != .list([]), self[other]?.flag != true
            else { return nil }
            return given.rejected(.needs(key: path(key), other: path(other)))
        }
    }

    // MARK: Where the data lies, and on whom it is

    private func placesOutside() -> [YAMLFailure] {
        guard let residency = declaredResidency else { return [] }
        return [Keys.region, Keys.regions, Keys.failoverRegions].flatMap { key -> [YAMLFailure] in
            let regions = self[key]?.texts ?? [self[key]?.text].compactMap { $0 }
            return regions.filter { !residency.allows($0) }.map {
                failure(key, .outsideResidency(key: path(key), region: $0, allowed: residency.regions))
            }
        }
    }

    private func personalFaults() -> [YAMLFailure] {
        guard let given = own.first(where: { $0.key == Keys.personalData }),
            case .sequence(let sequence) = given.node
        else { return [] }
        let known = (self[Keys.themes]?.texts ?? []) + ["data", "analytics"]
        var seen: Set<String> = []
        return zip(given.value.elements ?? [], sequence.elements).flatMap { table, node -> [YAMLFailure] in
            var failures: [YAMLFailure] = []
            let name = table["table"]?.text ?? ""
            let schema = String(name.prefix { $0 != "." })
            if !known.contains(schema) {
                failures.append(
                    .rejected(
                        DeclarationFailure.unknownSchema(key: path(Keys.personalData), schema: schema, known: known),
                        at: node["table"]?.mark))
            }
            if !seen.insert(name).inserted {
                failures.append(
                    .rejected(DeclarationFailure.repeated(what: "table", name: name), at: node["table"]?.mark))
            }
            for (key, isEmpty) in [
                ("subject", table["subject"]?.elements?.isEmpty), ("columns", table["columns"]?.members?.isEmpty),
            ] where isEmpty == true {
                failures.append(
                    .rejected(
                        DeclarationFailure.nothingNamed(key: "\(path(Keys.personalData)).\(key)"), at: node[key]?.mark))
            }
            for member in table["columns"]?.members ?? [] {
                do {
                    _ = try Identifier(member.name)
                } catch {
                    if let failure = error as? any Failure {
                        failures.append(.rejected(failure, at: node["columns"]?.mark))
                    }
                }
            }
            return failures
        }
    }
}

/// Whether a text has the form of a mail address; only a message to it would prove more.
private func isMailAddress(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".")
        && !parts[1].hasPrefix(".") && !parts[1].hasSuffix(".")
        && text.unicodeScalars.allSatisfy { $0.value > 0x20 && ($0.isASCII || !$0.properties.isWhitespace) }
}
