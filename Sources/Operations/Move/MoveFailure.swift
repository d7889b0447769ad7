package import Vocabulary

/// Why a tenant is not moved, or a move not taken back.
package enum MoveFailure: Failure, Equatable {
    case sameplace(TenantIdentifier, place: String)
    case sameTier(TenantIdentifier, Tier)
    case archived(TenantIdentifier)
    case storage(TenantIdentifier, used: Int64, limit: Int64, tier: Tier)
    case shares(TenantIdentifier, count: Int, first: String)
    case dependence(object: String, on: String)
    case fileNotUnderstood(path: String)
    case differs(table: String, source: Int, target: Int)
    case written(TenantIdentifier, tables: Int, first: String)
    case occupied(schema: String, database: String)
    case taken(kind: String, name: String, server: ServerName)

    package var code: FailureCode {
        switch self {
        case .sameplace: "MOV101"
        case .sameTier: "MOV111"
        case .archived: "MOV102"
        case .storage: "MOV103"
        case .shares: "MOV104"
        case .dependence: "MOV105"
        case .fileNotUnderstood: "MOV106"
        case .differs: "MOV107"
        case .written: "MOV108"
        case .occupied: "MOV109"
        case .taken: "MOV110"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .sameplace, .sameTier, .archived, .storage, .shares, .dependence, .written, .occupied, .taken: .conflict
        case .fileNotUnderstood: .configuration
        case .differs: .internal
        }
    }

    package var message: String {
        switch self {
        case .sameplace(let tenant, let place): "tenant '\(tenant)' lies in \(place) already"
        case .sameTier(let tenant, let tier): "tenant '\(tenant)' has tier '\(tier.rawValue)' already"
        case .archived(let tenant): "tenant '\(tenant)' is archived and lies in no database"
        case .storage(let tenant, let used, let limit, let tier):
            """
            tenant '\(tenant)' uses \(ByteCount(bytes: used)) and tier '\(tier.rawValue)' gives \
            \(ByteCount(bytes: limit))
            """
        case .shares(let tenant, let count, let first):
            "tenant '\(tenant)' takes part in \(count) shares, which do not reach from one database into another"
                + "; the first is of listing \(quoted(first))"
        case .dependence(let object, let other): "\(quoted(object)) shows \(quoted(other)), which does not move with it"
        case .fileNotUnderstood(let path): "\(quoted(path)) does not say what was written into it"
        case .differs(let table, let source, let target):
            source == target
                ? "the \(source) rows of \(quoted(table)) are not the same on both sides"
                : "\(quoted(table)) has \(counted(source, "row")) in the old place and \(target) in the new one"
        case .written(let tenant, let tables, let first):
            "\(counted(tables, "table")) of tenant '\(tenant)' \(tables == 1 ? "was" : "were") written in the new place; the first is \(quoted(first))"
        case .occupied(let schema, let database):
            "database '\(database)' has a schema \(quoted(schema)) that no move made"
        case .taken(let kind, let name, let server):
            "server '\(server)' has a \(kind) \(quoted(name)) that no move made"
        }
    }

    package var hint: String? {
        switch self {
        case .sameplace: nil
        case .sameTier(let tenant, _):
            "What its file says of limits and place is made by 'socle tenant apply \(tenant)' and 'socle tenant move'."
        case .archived(let tenant): "Bring it back first: 'socle tenant resume \(tenant)'."
        case .storage: "Delete what is not needed, or choose a tier with more storage."
        case .shares: "End the shares first, and ask for them anew where producer and consumer meet in one database."
        case .dependence: "Drop the view, or let it show the tenant's own tables."
        case .fileNotUnderstood: "Write tier, placement and server into the file by hand, one key a line."
        case .differs: "Nothing was switched. Run 'socle operation undo', and tell what the table is."
        case .written:
            "Confirm the move, and move back with 'socle tenant move --to …', which takes the new rows along."
        case .occupied, .taken: "Look whose it is and drop it."
        }
    }
}
