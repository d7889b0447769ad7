package import Vocabulary

/// Why nobody can say who may do what.
package enum AccessFailure: Failure, Equatable {
    case notAnObject(String)
    case unknownObject(String, database: String)
    case objectNeeded(AccessOperation)
    case notAKind(AccessOperation, object: String, wanted: String)
    case unknownLogin(String, tenant: TenantIdentifier, nearest: String?)
    case otherEngine(String, option: String)

    package var code: FailureCode {
        switch self {
        case .notAnObject: "ACC101"
        case .unknownObject: "ACC102"
        case .objectNeeded: "ACC103"
        case .notAKind: "ACC104"
        case .unknownLogin: "ACC105"
        case .otherEngine: "ACC106"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .notAnObject, .objectNeeded, .notAKind, .otherEngine: .usage
        case .unknownObject, .unknownLogin: .notFound
        }
    }

    package var message: String {
        switch self {
        case .notAnObject(let text): "\(quoted(text)) names no object of a database"
        case .unknownObject(let text, let database): "database '\(database)' has no \(quoted(text))"
        case .objectNeeded(let operation): "'\(operation.rawValue)' is asked of an object, and none is named"
        case .notAKind(let operation, let object, _): "'\(operation.rawValue)' cannot be done with \(quoted(object))"
        case .unknownLogin(let text, let tenant, _): "tenant '\(tenant)' has no login \(quoted(text))"
        case .otherEngine(let engine, let option): "'\(option)' is for PostgreSQL, not for engine '\(engine)'"
        }
    }

    package var hint: String? {
        switch self {
        case .notAnObject: "Write schema, schema.table, schema.table.column or schema.function(types)."
        case .unknownObject: "A name with capitals or dots stands in double quotes: 'schema.\"My table\"'."
        case .objectNeeded: "Add '--object schema.name'."
        case .notAKind(_, _, let wanted): "It is for \(wanted)."
        case .unknownLogin(_, _, let nearest): nearest.map { "Did you mean '\($0)'?" }
        case .otherEngine: "Of other engines the tier's entitlement is told, and no object is known."
        }
    }
}
