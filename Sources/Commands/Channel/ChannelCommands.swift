import Channels
import Operations
import Vocabulary

/// `socle channel`: the ways out to readers.
enum ChannelCommands {
    static let command = Command.group(
        "channel", "Give readers their views, and nothing else.",
        [
            EnableChannel.command, DisableChannel.command, CheckChannel.command, TryChannel.command,
            ConnectChannel.command,
        ])

    static let tenant = Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants)
    static let channel = Argument("CHANNEL", Channel.self, "The channel.")
}

/// `socle channel enable`: brings a channel's views to what the mesh says.
struct EnableChannel: LeafCommand {
    let tenant: TenantIdentifier
    let channel: Channel
    let isDryRun: Bool

    static let command = Command(
        "enable", "Bring the views, comments and rights of a channel to what the mesh says.",
        ChannelCommands.tenant, ChannelCommands.channel, Flag("--dry-run", "Show the changes and make none."),
        discussion: """
            The channel must stand in the tenant's file. Its login reads the views of its schema and the catalogue, \
            and nothing else. Run it again after a change of the mesh; a second run has nothing to do.
            """,
        make: Self.init(tenant:channel:isDryRun:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        let plan = try installation.enable(installation.channel(channel, of: tenant), isApplied: !isDryRun)
        for table in plan.missingTables {
            context.note("table \(quoted(table)) is known to the mesh and not there", style: .caution)
        }
        try context.present(Listing(sentences: plan.changes))
        return isDryRun && !plan.isEmpty ? .difference : .success
    }
}

/// `socle channel disable`: takes a channel's views away.
struct DisableChannel: LeafCommand {
    let tenant: TenantIdentifier
    let channel: Channel

    static let command = Command(
        "disable", "Take the views and rights of a channel away; login and schema stay.",
        ChannelCommands.tenant, ChannelCommands.channel, make: Self.init(tenant:channel:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        try context.present(
            Listing(sentences: try installation.disable(installation.channel(channel, of: tenant)).changes))
        return .success
    }
}

/// `socle channel check`: what a channel's login reaches, against what it shall reach.
struct CheckChannel: LeafCommand {
    let tenant: TenantIdentifier
    let channel: Channel

    static let command = Command(
        "check", "Compare what a channel's login can reach with what it shall reach.",
        ChannelCommands.tenant, ChannelCommands.channel,
        discussion: """
            Every relation of the database is looked at. What PostgreSQL and PostGIS show to everyone is left out; \
            docs/channels.md lists it. Ends with 1 when there is a difference.
            """,
        make: Self.init(tenant:channel:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        let access = try installation.access(of: installation.channel(channel, of: tenant))
        let lines = access.declared.union(access.granted).sorted().map { right in
            (right, access.declared.contains(right), access.granted.contains(right))
        }
        try context.present(
            Listing(
                lines,
                [
                    Column("right") { .text($0.0) },
                    Column("declared") { .bool($0.1) },
                    Column("granted") { .bool($0.2, style: $0.1 == $0.2 ? .good : .bad) },
                ]))
        return access.isExact ? .success : .negative
    }
}

/// `socle channel connect`: where a channel's readers connect.
struct ConnectChannel: LeafCommand {
    let tenant: TenantIdentifier
    let channel: Channel
    let pbids: FilePath?

    static let command = Command(
        "connect", "Show where the readers of a channel connect, and write Power BI's file.",
        ChannelCommands.tenant, ChannelCommands.channel,
        Option("--pbids", FilePath.self, "Write the file that Power BI opens as a connection."),
        discussion: "No password is shown or written; 'socle secret get' opens it.",
        examples: [
            Example("socle channel connect rennes powerbi --pbids rennes.pbids", "Hand a connection to Power BI.")
        ],
        make: Self.init(tenant:channel:pbids:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        let channel = try installation.channel(channel, of: tenant)
        let connection = try installation.connection(of: channel)
        if let pbids {
            try installation.writePowerBIFile(for: channel, to: pbids.text)
            context.note("wrote \(pbids.text)")
        }
        try context.present(
            [
                "host": .text(connection.host), "port": .number(connection.port),
                "database": .text(connection.database), "user": .text(connection.user),
                "schema": .text(connection.schema), "psql": .text(connection.psqlCommand),
            ] as Card)
        return .success
    }
}
