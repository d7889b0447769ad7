package import Postgres
package import Vocabulary

/// What a tenant may use at most, as its registry row keeps it for those who watch without reading files.
package struct AppliedLimits: Codable, Hashable, Sendable {
    package let storageBytes: Int64
    /// Sessions of all logins together.
    package let databaseConnections: Int
    /// The longest statement, in seconds; nil without a limit.
    package let statementSeconds: Int?
    /// The longest pause within a transaction, in seconds; nil without a limit.
    package let idleTransactionSeconds: Int?
    /// Tables, views, sequences and indexes together; nil without a limit.
    package let objects: Int?
    /// What one process may write into temporary files; nil without a limit.
    package let temporaryFileBytes: Int64?

    private enum CodingKeys: String, CodingKey {
        case storageBytes = "storage_bytes"
        case databaseConnections = "database_connections"
        case statementSeconds = "statement_seconds"
        case idleTransactionSeconds = "idle_transaction_seconds"
        case objects
        case temporaryFileBytes = "temporary_file_bytes"
    }

    package init(
        storageBytes: Int64, databaseConnections: Int, statementSeconds: Int? = nil, idleTransactionSeconds: Int? = nil,
        objects: Int? = nil, temporaryFileBytes: Int64? = nil
    ) {
        self.storageBytes = storageBytes
        self.databaseConnections = databaseConnections
        self.statementSeconds = statementSeconds
        self.idleTransactionSeconds = idleTransactionSeconds
        self.objects = objects
        self.temporaryFileBytes = temporaryFileBytes
    }

    /// The limits that a configuration asks for.
    package init(_ limits: TenantLimits) {
        self.init(
            storageBytes: limits.storage.bytes, databaseConnections: limits.databaseConnections,
            statementSeconds: limits.statementTime, idleTransactionSeconds: limits.idleTransactionTime,
            objects: limits.objects, temporaryFileBytes: limits.temporaryFiles.bytes)
    }

    /// The value of `socle.registry.limits`; a limit that is not there is not set.
    package var json: JSON {
        let members: [(String, Int?)] = [
            ("storage_bytes", Int(storageBytes)), ("database_connections", databaseConnections),
            ("statement_seconds", statementSeconds), ("idle_transaction_seconds", idleTransactionSeconds),
            ("objects", objects), ("temporary_file_bytes", temporaryFileBytes.map { Int($0) }),
        ]
        return .object(members.compactMap { name, value in value.map { JSON.Member(name, JSON($0)) } })
    }

    /// Columns of a query over the registry, from which ``init(_:from:)`` reads.
    package static let columns: SQL = """
        (limits ->> 'storage_bytes')::bigint, (limits ->> 'database_connections')::bigint,
        (limits ->> 'statement_seconds')::bigint, (limits ->> 'idle_transaction_seconds')::bigint,
        (limits ->> 'objects')::bigint, (limits ->> 'temporary_file_bytes')::bigint
        """

    /// Reads the six ``columns``, of which the first has a number.
    package init(_ row: Row, from first: Int) throws {
        self.init(
            storageBytes: try row[first], databaseConnections: try row[first + 1], statementSeconds: try row[first + 2],
            idleTransactionSeconds: try row[first + 3], objects: try row[first + 4],
            temporaryFileBytes: try row[first + 5])
    }
}
