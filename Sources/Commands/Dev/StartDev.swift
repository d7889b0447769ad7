import Migrations
import Operations
import Settings

/// `socle dev start`: starts the embedded server, making what is not there yet.
struct StartDev: LeafCommand {
    let isUnguarded: Bool

    static let command = Command(
        "start", "Start the embedded server, making its cluster, keys and base first.",
        Flag("--without-guard", "Start no guard beside it."),
        discussion: "The guard, which holds tenants to their limits, is started too, and ends with the server.",
        make: Self.init(isUnguarded:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        let start = try installation.startEmbeddedServer()
        context.note(start.wasStarted ? "The embedded server is started." : "The embedded server was running.")
        if !start.migrations.isEmpty { context.note("\(start.migrations.steps.count) migrations applied.") }
        if !isUnguarded,
            try installation.startGuard(program: CommandLine.programFile, environment: context.environment)
        {
            context.note("The guard is started.")
        }
        try context.present(Card(server: start.record, isRunning: true))
        return .success
    }
}

/// `socle dev stop`: ends it.
struct StopDev: LeafCommand {
    static let command = Command("stop", "End the embedded server.", make: Self.init)

    func run(in context: Context) throws -> Ending {
        let wasRunning = try context.installation().stopEmbeddedServer()
        context.note(wasRunning ? "The embedded server is ended." : "The embedded server was not running.")
        return .success
    }
}

/// `socle dev status`: whether it runs, and how to connect.
struct DevStatus: LeafCommand {
    static let command = Command(
        "status", "Show whether the embedded server runs and how to connect.",
        discussion: "Ends with 1 when it does not run.", make: Self.init)

    func run(in context: Context) throws -> Ending {
        guard let status = try context.installation().embeddedServerStatus() else {
            context.note("There is no embedded server; 'socle dev start' makes one.")
            return .negative
        }
        try context.present(Card(server: status.record, isRunning: status.isRunning))
        return status.isRunning ? .success : .negative
    }
}

/// `socle dev reset`: removes it with all its data and keys.
struct ResetDev: LeafCommand {
    let isConfirmed: Bool

    static let command = Command(
        "reset", "Remove the embedded server with all its data, keys and secrets for good.",
        Flag("--yes", "Do it; without this word nothing is removed."),
        make: Self.init(isConfirmed:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        guard isConfirmed else {
            let data = try installation.embeddedServerData()
            try context.print(data.map { "would remove \($0) with every tenant, and the keys" } ?? "nothing to remove")
            noteKept(by: installation, in: context)
            context.note("Give --yes to do it.")
            return data == nil ? .success : .difference
        }
        let data = try installation.resetEmbeddedServer()
        context.note(data.map { "Removed \($0) and the keys." } ?? "There was no embedded server.")
        noteKept(by: installation, in: context)
        return .success
    }

    private func noteKept(by installation: Installation, in context: Context) {
        guard let path = installation.rootKeyKeptByReset() else { return }
        context.note("Root key file \(path) is kept: it lies outside the state folder.", style: .caution)
    }
}

extension Card {
    /// Where an embedded server is, and how people and programs reach it.
    init(server: EmbeddedServerRecord, isRunning: Bool) {
        let psql =
            "psql 'host=\(server.socket) port=\(server.port) dbname=\(Settings.baseDatabase) user=\(Settings.provisionerLogin)'"
        self.init([
            ("state", .text(isRunning ? "running" : "stopped")),
            ("host", .text("127.0.0.1")),
            ("port", .number(server.port)),
            ("database", .text(Settings.baseDatabase)),
            ("socket", .text(server.socket)),
            ("data", .text(server.data)),
            ("account", .text(server.account)),
            ("connect", .text(psql)),
        ])
    }
}
