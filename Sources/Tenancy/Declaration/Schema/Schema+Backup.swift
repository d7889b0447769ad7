extension ConfigurationSchema {
    static let backup: [SchemaEntry] = [
        .section(
            "backup",
            [
                .key(ConfigurationKey("enabled", .flag, "Whether the tenant's data is backed up.").capped),
                .section(
                    "schedule",
                    [
                        .key(ConfigurationKey("full_backup", .text(.cron), "When everything is kept.")),
                        .key(ConfigurationKey("incremental_backup", .text(.cron), "When what has changed is kept.")),
                        .key(ConfigurationKey("transaction_log_backup", .text(.cron), "When the log is kept.")),
                    ]),
                .key(
                    ConfigurationKey("retention_days", .integer(0...36_500), "Days that a backup is kept.").tightens(
                        .longer)),
                .section(
                    "point_in_time_recovery",
                    [
                        .key(
                            ConfigurationKey("enabled", .flag, "Whether the data can be brought back to a moment.")
                                .capped),
                        .key(
                            ConfigurationKey("retention_period", .text(.span), "How far back that moment may lie.")
                                .tightens(.longer)),
                    ]),
                .section(
                    "disaster_recovery",
                    [
                        .key(ConfigurationKey("enabled", .flag, "Whether another place can take over.").capped),
                        .key(
                            ConfigurationKey("rpo_minutes", .integer(0...525_600), "Minutes of work that may be lost.")
                                .tightens(.shorter)),
                        .key(
                            ConfigurationKey("rto_minutes", .integer(0...525_600), "Minutes until work can go on.")
                                .tightens(.shorter)),
                        regions("failover_regions", "Regions that can take over."),
                    ]),
                .section(
                    "cross_region",
                    [
                        .key(ConfigurationKey("enabled", .flag, "Whether backups go to another region too.").capped),
                        .key(
                            ConfigurationKey("encryption", .flag, "Whether they are sealed on the way.").tightens(
                                .whenTrue)),
                    ]),
            ])
    ]

    /// Regions to which data goes, which a residency may forbid.
    static func regions(_ name: String, _ meaning: String) -> SchemaEntry {
        .key(
            ConfigurationKey(name, .list(.text(.region)), meaning)
                .enforced("must be regions of compliance.data_residency"))
    }
}
