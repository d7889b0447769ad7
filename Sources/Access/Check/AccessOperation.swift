/// What somebody may want to do with a tenant's data.
package enum AccessOperation: String, CaseIterable, Sendable {
    case connect, read, write, insert, update, delete, truncate, create, execute, use

    /// The rights of PostgreSQL without any of which it is refused.
    package var privileges: [Privilege] {
        switch self {
        case .connect: [.connect]
        case .read: [.select]
        case .write: [.insert, .update]
        case .insert: [.insert]
        case .update: [.update]
        case .delete: [.delete]
        case .truncate: [.truncate]
        case .create: [.create]
        case .execute: [.execute]
        case .use: [.usage]
        }
    }
}

/// A right as PostgreSQL spells it.
package enum Privilege: String, CaseIterable, Sendable {
    case connect = "CONNECT"
    case usage = "USAGE"
    case create = "CREATE"
    case select = "SELECT"
    case insert = "INSERT"
    case update = "UPDATE"
    case delete = "DELETE"
    case truncate = "TRUNCATE"
    case execute = "EXECUTE"
}
