package import Vocabulary

/// What a file of a tenant says that its tier, its environment or the file itself contradicts.
package enum DeclarationFailure: Failure, Equatable {
    case channelNotOffered(Channel, Tier)
    case aboveTier(key: String, wanted: String, offered: String, Tier)
    case belowMinimum(key: String, wanted: String, least: String, Tier)
    case placementAboveTier(Placement, Tier)
    case loosened(key: String, wanted: String, least: String, by: String)
    case repeated(what: String, name: String)
    case notAContact(email: String)
    case over(key: String, wanted: String, other: String, limit: String)
    case needs(key: String, other: String)
    case notDerived(key: String, wanted: String, derived: String)
    case outsideResidency(key: String, region: String, allowed: [String])
    case unknownSchema(key: String, schema: String, known: [String])
    case nothingNamed(key: String)
    case serverWithoutPlace(ServerName)
    case nameCollision(kind: String, name: String, tenants: [TenantIdentifier], places: [String])
    case unknownSection(String)
    case holdsSecrets
    case reservedVariable(String)
    case alreadyDeclared(TenantIdentifier, path: String)

    package var code: FailureCode {
        switch self {
        case .channelNotOffered: "TEN105"
        case .aboveTier: "TEN106"
        case .repeated: "TEN107"
        case .notAContact: "TEN108"
        case .placementAboveTier: "TEN116"
        case .loosened: "TEN119"
        case .belowMinimum: "TEN201"
        case .over: "TEN202"
        case .needs: "TEN203"
        case .notDerived: "TEN204"
        case .outsideResidency: "TEN205"
        case .unknownSchema: "TEN206"
        case .nothingNamed: "TEN207"
        case .serverWithoutPlace: "TEN208"
        case .nameCollision: "TEN209"
        case .holdsSecrets: "TEN210"
        case .alreadyDeclared: "TEN211"
        case .unknownSection: "TEN212"
        case .reservedVariable: "TEN213"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .nameCollision, .alreadyDeclared: .conflict
        case .unknownSection: .notFound
        default: .invalidData
        }
    }

    package var message: String {
        switch self {
        case .channelNotOffered(let channel, let tier):
            "channel '\(channel.rawValue)' is not offered by tier '\(tier.rawValue)'"
        case .aboveTier(let key, let wanted, let offered, let tier):
            "'\(key)' of \(shown(wanted)) is above the \(shown(offered)) of tier '\(tier.rawValue)'"
        case .belowMinimum(let key, let wanted, let least, let tier):
            "'\(key)' of \(shown(wanted)) is below the \(shown(least)) that tier '\(tier.rawValue)' sets aside at least"
        case .placementAboveTier(let placement, let tier):
            "placement '\(placement.rawValue)' is above that of tier '\(tier.rawValue)'"
        case .loosened(let key, let wanted, let least, let asker):
            "'\(key)' of \(shown(wanted)) is less than the \(shown(least)) that \(asker) asks for"
        case .repeated(let what, let name): "\(what) \(quoted(name)) is given twice"
        case .notAContact(let email): "\(quoted(email)) is no e-mail address"
        case .over(let key, let wanted, let other, let limit):
            "'\(key)' of \(shown(wanted)) is above the \(shown(limit)) of '\(other)'"
        case .needs(let key, let other): "'\(key)' says nothing unless '\(other)' is true"
        case .notDerived(let key, let wanted, let derived): "'\(key)' is \(quoted(wanted)) and must be '\(derived)'"
        case .outsideResidency(let key, let region, _):
            "\(quoted(region)) in '\(key)' is no region in which the data may lie"
        case .unknownSchema(let key, let schema, _): "\(quoted(schema)) in '\(key)' is no schema of the tenant"
        case .nothingNamed(let key): "'\(key)' names nothing"
        case .serverWithoutPlace(let server):
            "server '\(server)' is given, and placement 'schema' lies in the base"
        case .nameCollision(let kind, let name, let tenants, _):
            "\(kind) '\(name)' would belong to tenants \(tenants.map { "'\($0)'" }.joined(separator: " and "))"
        case .unknownSection(let section): "no key begins with \(quoted(section))"
        case .holdsSecrets: "the file holds secrets, which are not imported"
        case .reservedVariable(let name): "variable '\(name)' stands for something already"
        case .alreadyDeclared(let tenant, _): "tenant '\(tenant)' is declared already"
        }
    }

    package var detail: String? {
        switch self {
        case .nameCollision(_, _, _, let places): places.joined(separator: "\n")
        case .alreadyDeclared(_, let path): "its file is \(quoted(path))"
        default: nil
        }
    }

    package var hint: String? {
        switch self {
        case .channelNotOffered: "Remove the channel, or choose a higher tier."
        case .aboveTier: "Ask for less, or choose a higher tier."
        case .belowMinimum: "Leave the key out, or choose a lower tier."
        case .placementAboveTier: "Leave the placement to the tier, or choose a higher one."
        case .loosened: "Leave the key out, or ask for more: security is tightened here and never loosened."
        case .repeated: "Keep one of the two."
        case .notAContact: "Write an address such as 'donnees@ville.example'."
        case .over(_, _, let other, _): "Lower the one, or raise '\(other)'."
        case .needs(_, let other): "Remove the key, or set '\(other)' where the tier allows it."
        case .notDerived: "Leave the key out: the name follows from the tenant's identifier."
        case .outsideResidency(_, _, let allowed):
            "Use one of: \(allowed.map { quoted($0) }.joined(separator: ", "))."
        case .unknownSchema(_, let schema, let known):
            nearestName(to: schema, in: known).map { "Did you mean '\($0)'?" }
                ?? "Use one of: \(known.joined(separator: ", "))."
        case .nothingNamed: "Name at least one, or remove the entry."
        case .serverWithoutPlace: "Remove 'server', or choose placement 'database' or 'cluster'."
        case .nameCollision: "Rename the theme, or choose another identifier for one of them."
        case .unknownSection(let section):
            nearestName(to: section, in: Set(TenantConfiguration.keys.flatMap(\.sections))).map {
                "Did you mean '\($0)'?"
            }
                ?? "'socle tenant keys' lists all of them."
        case .holdsSecrets: "Remove the key 'secrets', or export without '--include-secrets'."
        case .reservedVariable: "Give it another name: the platform fills this one in for every tenant."
        case .alreadyDeclared: "Add '--replace' to put the new file in its place."
        }
    }

    /// A word or a number as it is, any other text between quotes.
    private func shown(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                || [0x2D, 0x2E, 0x5F, 0x20, 0x2F, 0x5B, 0x5D, 0x2C, 0x3A].contains($0)
        }
        return isPlain && !text.isEmpty && text.utf8.count <= 100 ? text : quoted(text)
    }
}
