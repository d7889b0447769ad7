/// Which backups a tenant's tier and file ask for.
package struct BackupPolicy: Hashable, Sendable {
    package let isEnabled: Bool
    /// Cron lines of the full, the incremental and the log backup; nil for none of that kind.
    package let full: String?
    package let incremental: String?
    package let transactionLog: String?
    package let retentionDays: Int
    /// How far back a moment may lie to which the data can be brought back; nil for none.
    package let pointInTimeRecovery: CalendarSpan?
    /// Regions to which backups or a standby go.
    package let regions: [String]

    package init(
        isEnabled: Bool = false, full: String? = nil, incremental: String? = nil, transactionLog: String? = nil,
        retentionDays: Int = 0, pointInTimeRecovery: CalendarSpan? = nil, regions: [String] = []
    ) {
        self.isEnabled = isEnabled
        self.full = full
        self.incremental = incremental
        self.transactionLog = transactionLog
        self.retentionDays = retentionDays
        self.pointInTimeRecovery = pointInTimeRecovery
        self.regions = regions
    }
}
