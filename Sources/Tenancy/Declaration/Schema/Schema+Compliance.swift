extension ConfigurationSchema {
    static let compliance: [SchemaEntry] = [
        .section(
            "compliance",
            [
                .key(
                    ConfigurationKey("regulations", .list(.line), "Rules that the tenant is under.").tightens(.covering)
                ),
                .section("privacy", privacy),
                .section(
                    "data_governance",
                    [
                        .key(
                            ConfigurationKey("classification", .flag, "Whether data is classified.").tightens(.whenTrue)
                        ),
                        .key(
                            ConfigurationKey("lineage", .flag, "Whether it is known where data comes from.").tightens(
                                .whenTrue)),
                        .key(
                            ConfigurationKey("retention", .flag, "Whether data is kept no longer than is declared.")
                                .tightens(.whenTrue)),
                    ]),
                .section(
                    "auditing",
                    [
                        .key(
                            ConfigurationKey("level", .choice(of: Auditing.Level.self), "How much is written down.")
                                .tightens(.later(Auditing.Level.allCases.map(\.rawValue)))),
                        .key(
                            ConfigurationKey("retention_period", .text(.span), "How long it is kept.").tightens(.longer)
                        ),
                        .key(
                            ConfigurationKey("immutable_logs", .flag, "Whether nobody can rewrite it.").tightens(
                                .whenTrue
                            )
                            .enforced("the audit chain, always")),
                    ]),
                .section(
                    "data_residency",
                    [
                        .key(
                            ConfigurationKey("enabled", .flag, "Whether the data must stay in regions.").tightens(
                                .whenTrue
                            )
                            .enforced("a server or a backup elsewhere is refused")),
                        .key(
                            ConfigurationKey("requirements", .list(.line), "The rules that ask for it.").tightens(
                                .covering)),
                        .key(
                            ConfigurationKey(
                                "regions", .list(.text(.region)), "Those regions; the tenant's own when none is named."
                            )
                            .tightens(.fewer).enforced("a server or a backup elsewhere is refused")),
                    ]),
            ]),
        .section(
            "multi_region",
            [
                .key(ConfigurationKey("enabled", .flag, "Whether the tenant has several regions.").capped),
                regions("regions", "Those regions."),
            ]),
    ]

    private static let privacy: [SchemaEntry] = [
        .key(
            ConfigurationKey("data_minimization", .flag, "Whether nothing is kept that is not needed.").tightens(
                .whenTrue)),
        .key(ConfigurationKey("consent_management", .flag, "Whether consents are recorded.").tightens(.whenTrue)),
        .key(ConfigurationKey("right_to_erasure", .flag, "Whether a person can be erased.").tightens(.whenTrue)),
        .key(ConfigurationKey("data_portability", .flag, "Whether a person gets a copy.").tightens(.whenTrue)),
        .key(
            ConfigurationKey(
                "personal_data",
                .list(
                    .record([
                        .init("table", .text(.table), isRequired: true),
                        .init("subject", .list(.text(.columnName)), isRequired: true),
                        .init("columns", .mapping(.choice(of: PersonalTable.Erasure.self)), isRequired: true),
                        .init("purpose", .line, isRequired: true),
                        .init("legal_basis", .choice(of: PersonalTable.LegalBasis.self), isRequired: true),
                        .init("persons", .line), .init("retention", .text(.span)),
                        .init("retention_from", .text(.columnName)),
                    ])), "Tables with data on persons, and what becomes of them when a person is erased."
            ).enforced("'socle privacy' works by it")),
    ]
}
