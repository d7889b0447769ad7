import Vocabulary

extension ConfigurationSchema {
    /// Every key there is, in the order in which they are shown.
    static let tenant = ConfigurationSchema(
        [identity, placement, databases, room, limits, access, security, monitoring, backup, compliance, rest]
            .flatMap { $0 })

    private static let identity: [SchemaEntry] = [
        .key(
            ConfigurationKey(
                "variables", .mapping(.line), "What `${NAME}` stands for, beside the names that always do."
            ).enforced("put in wherever they are named")),
        .section(
            "tenant_info",
            [
                .key(
                    ConfigurationKey(
                        "tenant_id", .text(.tenantIdentifier), "The short name from which everything is named."
                    ).required.enforced("names of schemas, roles and databases")),
                .key(ConfigurationKey("tenant_name", .line, "The name as people read it.").required),
                .key(
                    ConfigurationKey("tenant_type", .choice(of: Tier.self), "The tier.").required
                        .enforced("limits and placement are checked against it")),
                .key(
                    ConfigurationKey("region", .text(.region), "Where the tenant is at home.").required),
                .section(
                    "contact",
                    [
                        .key(ConfigurationKey("name", .line, "Who answers for the tenant.").required),
                        .key(ConfigurationKey("email", .line, "How to reach that person.").required),
                    ]),
            ]),
    ]

    private static let placement: [SchemaEntry] = [
        .key(
            ConfigurationKey(
                "placement", .choice(of: Placement.self),
                "Where the data lies: in schemas of the base, in a database of its own, or in a cluster."
            ).required.capped
                .enforced("made there, and moved by 'socle tenant move' alone")),
        .key(
            ConfigurationKey("server", .text(.server), "The registered server that is to hold the data.")
                .enforced("made there")),
        .key(
            ConfigurationKey("themes", .list(.text(.theme)), "The thematic schemas, `<tenant>_<theme>`.").required
                .enforced("one schema each")),
        .key(
            ConfigurationKey("channels", .list(.choice(of: Channel.self)), "Ways out to readers that are switched on.")
                .required.enforced("a login and a schema of views each")),
    ]

    private static let rest: [SchemaEntry] = [
        .section(
            "support",
            [
                .key(
                    ConfigurationKey(
                        "level", .choice(["community", "standard", "priority", "dedicated"]), "Who answers."
                    ).capped),
                .key(
                    ConfigurationKey("response_hours", .integer(1...720), "Hours within which somebody answers.")
                        .atLeast),
            ])
    ]
}
