package import Vocabulary

/// What a tenant may use at most.
package struct TenantLimits: Hashable, Sendable {
    /// People that may be known.
    package let users: Int
    package let storage: ByteCount
    package let apiCallsPerMonth: Int
    /// Sessions of all logins together.
    package let databaseConnections: Int
    /// Channels that the tier offers.
    package let channels: Set<Channel>
    /// Seconds that a statement may run.
    package let statementTime: Int
    /// Seconds that a transaction may stay open with nothing to do.
    package let idleTransactionTime: Int
    /// Tables, indexes, sequences, views and functions together.
    package let objects: Int
    /// What one process may write into temporary files, as `temp_file_limit` counts it.
    package let temporaryFiles: ByteCount

    package init(
        users: Int, storage: ByteCount, apiCallsPerMonth: Int, databaseConnections: Int, channels: Set<Channel>,
        statementTime: Int = 300, idleTransactionTime: Int = 60, objects: Int = 10_000,
        temporaryFiles: ByteCount = ByteCount(gigabytes: 1)
    ) {
        self.users = users
        self.storage = storage
        self.apiCallsPerMonth = apiCallsPerMonth
        self.databaseConnections = databaseConnections
        self.channels = channels
        self.statementTime = statementTime
        self.idleTransactionTime = idleTransactionTime
        self.objects = objects
        self.temporaryFiles = temporaryFiles
    }
}
