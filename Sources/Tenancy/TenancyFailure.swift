package import Vocabulary

/// Why a tenant cannot be declared, planned or made.
package enum TenancyFailure: Failure, Equatable {
    case unknownTenant(String, nearest: String?)
    case notApplied(TenantIdentifier, nearest: String?)
    case fileNamesAnother(path: String, declared: String)
    case misnamedFile(path: String, tenant: TenantIdentifier?, rule: String?)
    case noTenants(folder: String)
    case unreadable(path: String, reason: String)
    case tooFewConnections(TenantIdentifier, offered: Int, logins: Int)
    case placementChanged(TenantIdentifier, from: Placement, to: Placement)
    case nameTaken(kind: String, name: String, holder: String)
    case foreignObject(kind: String, name: String)
    case schemaNotEmpty(schema: String, count: Int, first: String)
    case fileExists(path: String)
    case alreadyMade(TenantIdentifier, path: String)
    case cannotWrite(path: String)

    package var code: FailureCode {
        switch self {
        case .unknownTenant: "TEN101"
        case .fileNamesAnother: "TEN102"
        case .noTenants: "TEN103"
        case .unreadable: "TEN104"
        case .tooFewConnections: "TEN109"
        case .placementChanged: "TEN111"
        case .nameTaken: "TEN112"
        case .foreignObject: "TEN113"
        case .fileExists: "TEN114"
        case .cannotWrite: "TEN115"
        case .notApplied: "TEN117"
        case .schemaNotEmpty: "TEN118"
        case .misnamedFile: "TEN120"
        case .alreadyMade: "TEN121"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .unknownTenant, .noTenants, .notApplied: .notFound
        case .fileNamesAnother, .tooFewConnections: .invalidData
        case .unreadable, .cannotWrite, .misnamedFile: .configuration
        case .placementChanged, .nameTaken, .foreignObject, .schemaNotEmpty, .fileExists, .alreadyMade: .conflict
        }
    }

    package var message: String {
        switch self {
        case .unknownTenant(let text, _): "no tenant \(quoted(text)) is declared"
        case .notApplied(let tenant, _): "tenant '\(tenant)' is not made yet"
        case .fileNamesAnother(let path, let declared): "file \(quoted(path)) declares tenant \(quoted(declared))"
        case .misnamedFile(let path, nil, _): "file \(quoted(path)) is not read: its name is no tenant's"
        case .misnamedFile(let path, _, _): "file \(quoted(path)) is not read: its name does not end in '.yml'"
        case .noTenants(let folder): "no tenant is declared in \(quoted(folder))"
        case .unreadable(let path, let reason): "tenant file \(quoted(path)) cannot be read: \(reason)"
        case .tooFewConnections(let tenant, let offered, let logins):
            "tenant '\(tenant)' has \(counted(logins, "login")) and only \(counted(offered, "connection"))"
        case .placementChanged(let tenant, let old, let new):
            "tenant '\(tenant)' lies in placement '\(old.rawValue)' and its file asks for '\(new.rawValue)'"
        case .nameTaken(let kind, let name, let holder): "\(kind) \(quoted(name)) belongs to tenant \(quoted(holder))"
        case .foreignObject(let kind, let name): "\(kind) \(quoted(name)) exists and was not made by the platform"
        case .schemaNotEmpty(let schema, _, _): "schema \(quoted(schema)) is no longer declared and not empty"
        case .fileExists(let path): "file \(quoted(path)) exists"
        case .alreadyMade(let tenant, _): "tenant '\(tenant)' is made already, and its file is missing"
        case .cannotWrite(let path): "file \(quoted(path)) cannot be written"
        }
    }

    package var detail: String? {
        switch self {
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
        case .notApplied(let tenant, nil):
            "'socle tenant list' shows who is declared and made; 'socle tenant apply \(tenant)' makes one that is declared."
        case .fileNamesAnother: "A tenant's file is named <tenant_id>.yml."
        case .misnamedFile(_, _?, let rule?): rule
        case .misnamedFile(_, let tenant?, nil): "Rename it to '\(tenant).yml'."
        case .misnamedFile(_, nil, let rule):
            (["A tenant's file is named <tenant_id>.yml."] + [rule].compactMap { $0 }).joined(separator: " ")
        case .noTenants: "'socle tenant new' makes the first."
        case .tooFewConnections: "Declare fewer channels, or choose a higher tier."
        case .placementChanged: "Data is not moved by 'apply'; keep the tier until the tenant is moved."
        case .nameTaken: "Rename the theme or choose another tenant identifier."
        case .foreignObject: "Rename or remove it, or choose another tenant identifier."
        case .schemaNotEmpty:
            "Export what it holds and drop it, or keep the theme or channel in the tenant's file."
        case .fileExists: "It stays as it is: edit it, take it away, or choose another name."
        case .alreadyMade(let tenant, let path):
            """
            Put the file back from your archive, or run 'socle tenant export \(tenant) --to \(path)', which writes what was \
            last applied.
            """
        case .unreadable, .cannotWrite: nil
        }
    }
}
