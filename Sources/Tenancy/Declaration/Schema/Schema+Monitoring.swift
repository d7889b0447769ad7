extension ConfigurationSchema {
    static let monitoring: [SchemaEntry] = [
        .section(
            "monitoring",
            [
                // The first is all that the tier has, and so above none.
                .key(
                    ConfigurationKey(
                        "level", .choice(["full", "basic", "standard", "premium", "enterprise"]), "How much is watched."
                    ).capped),
                .key(ConfigurationKey("metrics", .list(.line), "What is measured.")),
                .section(
                    "alerts",
                    [
                        .key(
                            ConfigurationKey(
                                "notify", .list(.choice(["email", "telephone", "webhook"])), "How people are told.")),
                        .key(
                            ConfigurationKey(
                                "rules",
                                .list(
                                    .record([
                                        .init("name", .line, isRequired: true),
                                        .init("threshold", .number(0...1e12), isRequired: true),
                                        .init("duration", .text(.duration)),
                                        .init("severity", .choice(["info", "warning", "critical"])),
                                    ])), "What is told to people when it lasts.")),
                    ]),
                .key(
                    ConfigurationKey(
                        "custom_metrics",
                        .list(.record([.init("name", .line, isRequired: true), .init("retention", .text(.span))])),
                        "What the tenant measures itself.")),
                .section(
                    "performance",
                    [
                        .key(
                            ConfigurationKey("apm_enabled", .flag, "Whether calls are traced through programs.").capped),
                        .key(
                            ConfigurationKey(
                                "slow_query_threshold", .integer(1...3_600_000),
                                "Milliseconds from which a query is slow.")),
                    ]),
                .section(
                    "security_monitoring",
                    [
                        .key(
                            ConfigurationKey("intrusion_detection", .flag, "Whether break-ins are looked for.").capped),
                        .key(ConfigurationKey("anomaly_detection", .flag, "Whether the unusual is looked for.").capped),
                        .key(
                            ConfigurationKey("threat_intelligence", .flag, "Whether known attackers are looked for.")
                                .capped),
                    ]),
            ])
    ]
}
