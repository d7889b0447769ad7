package import Vocabulary

/// Why a tenant cannot be declared, planned or made.
package enum TenancyFailure: Failure, Equatable {
    case unknownTenant(String, nearest: String?)
    case notApplied(TenantIdentifier, nearest: String?)
    case fileNamesAnother(path: String, declared: String)
    case noTenants(folder: String)
    case unreadable(path: String, reason: String)
    case channelNotOffered(Channel, Tier, place: String)
    case aboveTier(limit: String, wanted: Int, offered: Int, Tier, place: String)
    case placementAboveTier(Placement, Tier, place: String)
    case loosened(key: String, wanted: RotationSchedule, least: RotationSchedule, by: String, place: String)
    case repeated(what: String, name: String, place: String)
    case notAContact(email: String, place: String)
    case tooFewConnections(TenantIdentifier, offered: Int, logins: Int)
    case placementNotOffered(TenantIdentifier, Placement)
    case placementChanged(TenantIdentifier, from: Placement, to: Placement)
    case nameTaken(kind: String, name: String, holder: String)
    case foreignObject(kind: String, name: String)
    case schemaNotEmpty(schema: String, count: Int, first: String)
    case fileExists(path: String)
    case cannotWrite(path: String)

    package var code: FailureCode {
        switch self {
        case .unknownTenant: "TEN101"
        case .fileNamesAnother: "TEN102"
        case .noTenants: "TEN103"
        case .unreadable: "TEN104"
        case .channelNotOffered: "TEN105"
        case .aboveTier: "TEN106"
        case .repeated: "TEN107"
        case .notAContact: "TEN108"
        case .tooFewConnections: "TEN109"
        case .placementNotOffered: "TEN110"
        case .placementChanged: "TEN111"
        case .nameTaken: "TEN112"
        case .foreignObject: "TEN113"
        case .fileExists: "TEN114"
        case .cannotWrite: "TEN115"
        case .placementAboveTier: "TEN116"
        case .notApplied: "TEN117"
        case .schemaNotEmpty: "TEN118"
        case .loosened: "TEN119"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .unknownTenant, .noTenants, .notApplied: .notFound
        case .fileNamesAnother, .channelNotOffered, .aboveTier, .placementAboveTier, .loosened, .repeated,
            .notAContact, .tooFewConnections:
            .invalidData
        case .unreadable, .placementNotOffered, .cannotWrite: .configuration
        case .placementChanged, .nameTaken, .foreignObject, .schemaNotEmpty, .fileExists: .conflict
        }
    }

    package var message: String {
        switch self {
        case .unknownTenant(let text, _): "no tenant \(quoted(text)) is declared"
        case .notApplied(let tenant, _): "tenant '\(tenant)' is not made yet"
        case .fileNamesAnother(let path, let declared): "file \(quoted(path)) declares tenant \(quoted(declared))"
        case .noTenants(let folder): "no tenant is declared in \(quoted(folder))"
        case .unreadable(let path, let reason): "tenant file \(quoted(path)) cannot be read: \(reason)"
        case .channelNotOffered(let channel, let tier, _):
            "channel '\(channel.rawValue)' is not offered by tier '\(tier.rawValue)'"
        case .aboveTier(let limit, let wanted, let offered, let tier, _):
            "limit '\(limit)' of \(wanted) is above the \(offered) of tier '\(tier.rawValue)'"
        case .placementAboveTier(let placement, let tier, _):
            "placement '\(placement.rawValue)' is above that of tier '\(tier.rawValue)'"
        case .loosened(let key, let wanted, let least, let asker, _):
            "'\(key)' of \(wanted.rawValue) is less than the \(least.rawValue) that \(asker) asks for"
        case .repeated(let what, let name, _): "\(what) \(quoted(name)) is given twice"
        case .notAContact(let email, _): "\(quoted(email)) is no e-mail address"
        case .tooFewConnections(let tenant, let offered, let logins):
            "tenant '\(tenant)' has \(logins) logins and only \(offered) connections"
        case .placementNotOffered(let tenant, let placement):
            "tenant '\(tenant)' asks for placement '\(placement.rawValue)', for which no server is registered"
        case .placementChanged(let tenant, let old, let new):
            "tenant '\(tenant)' lies in placement '\(old.rawValue)' and its file asks for '\(new.rawValue)'"
        case .nameTaken(let kind, let name, let holder): "\(kind) \(quoted(name)) belongs to tenant \(quoted(holder))"
        case .foreignObject(let kind, let name): "\(kind) \(quoted(name)) exists and was not made by the platform"
        case .schemaNotEmpty(let schema, _, _): "schema \(quoted(schema)) is no longer declared and not empty"
        case .fileExists(let path): "file \(quoted(path)) exists"
        case .cannotWrite(let path): "file \(quoted(path)) cannot be written"
        }
    }

    package var detail: String? {
        switch self {
        case .channelNotOffered(_, _, let place), .aboveTier(_, _, _, _, let place), .repeated(_, _, let place),
            .placementAboveTier(_, _, let place), .loosened(_, _, _, _, let place), .notAContact(_, let place):
            place
        case .schemaNotEmpty(_, let count, let first):
            count == 1 ? "it holds \(quoted(first))" : "it holds \(quoted(first)) and \(count - 1) more"
        default: nil
        }
    }

    package var hint: String? {
        switch self {
        case .unknownTenant(_, let nearest):
            nearest.map { "Did you mean '\($0)'?" } ?? "'socle tenant list' shows every declared tenant."
        case .notApplied(_, let nearest?): "Did you mean '\(nearest)'?"
        case .notApplied(let tenant, nil): "Run 'socle tenant apply \(tenant)', or see 'socle tenant list'."
        case .fileNamesAnother: "A tenant's file is named <tenant_id>.yml."
        case .noTenants: "'socle tenant new' makes the first."
        case .tooFewConnections: "Declare fewer channels, or choose a higher tier."
        case .placementNotOffered: "Choose a tier whose placement is schema or database."
        case .placementChanged: "Data is not moved by 'apply'; keep the tier until the tenant is moved."
        case .nameTaken: "Rename the theme or choose another tenant identifier."
        case .foreignObject: "Rename or remove it, or choose another tenant identifier."
        case .schemaNotEmpty:
            "Export what it holds and drop it, or keep the theme or channel in the tenant's file."
        case .fileExists: "Edit the file, or choose another identifier."
        case .placementAboveTier: "Leave the placement to the tier, or choose a higher one."
        case .aboveTier: "Lower the limit, or choose a higher tier."
        case .loosened: "Leave the key out, or ask for a shorter time: security is tightened here and never loosened."
        case .channelNotOffered: "Remove the channel, or choose a higher tier."
        case .unreadable, .repeated, .notAContact, .cannotWrite: nil
        }
    }
}
