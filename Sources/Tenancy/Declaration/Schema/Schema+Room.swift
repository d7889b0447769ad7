import Vocabulary

extension ConfigurationSchema {
    /// What a tenant gets of a machine.
    static let room: [SchemaEntry] = [
        .section(
            "resources",
            amounts("of the tenant", isPromised: true) + [
                .key(
                    ConfigurationKey(
                        "scale_factor", .number(0.01...1), "What part of the resources an environment gives."
                    )
                    .capped.enforced("multiplies resources and limits.storage_gb"))
            ]),
        .section(
            "auto_scaling",
            [
                .key(ConfigurationKey("enabled", .flag, "Whether resources follow the load.").capped),
                .key(ConfigurationKey("min_resources", .number(0...4096), "The least, in cores.")),
                .key(ConfigurationKey("max_resources", .number(0...4096), "The most, in cores.").capped),
                .key(
                    ConfigurationKey(
                        "scale_up_threshold", .number(0...100), "Load in percent from which more is given.")),
                .key(
                    ConfigurationKey(
                        "scale_down_threshold", .number(0...100), "Load in percent under which some is taken back.")),
                .key(ConfigurationKey("predictive_scaling", .flag, "Whether the load to come is guessed.").capped),
            ]),
        .section(
            "performance_tier",
            [
                .section(
                    "qos",
                    [
                        .key(
                            ConfigurationKey(
                                "priority", .choice(["low", "normal", "high", "highest"]), "Who comes first."
                            ).capped),
                        .key(
                            ConfigurationKey(
                                "guaranteed_iops", .integer(0...10_000_000),
                                "Reads and writes a second that are always there."
                            ).reserved),
                        .key(
                            ConfigurationKey(
                                "burst_iops", .integer(0...10_000_000), "Reads and writes a second for a short while."
                            ).reserved),
                    ])
            ]),
    ]

    static let limits: [SchemaEntry] = [
        .section(
            "limits",
            [
                .key(
                    ConfigurationKey("max_users", .integer(0...1_000_000_000), "People that may be known.").required
                        .reserved),
                .key(
                    ConfigurationKey("storage_gb", .number(0.001...1e7), "Gigabytes that tables and indexes may take.")
                        .required.reserved.scaled(to: 1000)
                        .enforced(
                            "'socle guard' measures, and stops writing when it is full; the sum is checked against the server"
                        )),
                .key(
                    ConfigurationKey("api_calls_per_month", .integer(0...1_000_000_000_000), "Calls of the service.")
                        .required.reserved),
                .key(
                    ConfigurationKey("database_connections", .integer(1...100_000), "Sessions of all logins together.")
                        .required.reserved.enforced("dealt out to the logins; their sum is checked against the server")),
                .key(
                    ConfigurationKey("channels", .list(.choice(of: Channel.self)), "Channels that may be switched on.")
                        .required.capped.enforced("others are refused")),
                .key(
                    ConfigurationKey(
                        "statement_timeout_seconds", .integer(1...604_800), "Seconds that a statement may run."
                    )
                    .capped.enforced("sessions begin with it, 'socle guard' ends what runs longer")),
                .key(
                    ConfigurationKey(
                        "idle_transaction_seconds", .integer(1...604_800), "Seconds that a transaction may wait."
                    )
                    .capped.enforced("sessions begin with it, 'socle guard' ends what waits longer")),
                .key(
                    ConfigurationKey(
                        "max_objects", .integer(1...100_000_000), "Tables, views, sequences and indexes together."
                    )
                    .capped.enforced("'socle guard' counts, and what would be over is refused")),
                .key(
                    ConfigurationKey(
                        "temporary_files_gb", .number(0.001...2000), "Gigabytes of temporary files of one session."
                    )
                    .capped.enforced("temp_file_limit, which only a superuser changes")),
            ])
    ]
}
