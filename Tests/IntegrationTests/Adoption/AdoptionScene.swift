import FoundationEssentials
import Postgres
import TestServer
import Testing
import Vocabulary

/// A declared tenant and the program that adopts a source for it.
struct AdoptionScene {
    let commands: SecretCommands
    let source: NastySource
    let tenant: TenantIdentifier
    let database = TestDatabase.current

    static func lend<Value>(_ source: NastySource, _ body: (AdoptionScene) throws -> Value) throws -> Value {
        try SecretCommands.lend { commands in
            let tenant = try TestDatabase.current.newTenant()
            try commands.declare(tenant)
            return try body(AdoptionScene(commands: commands, source: source, tenant: tenant))
        }
    }

    var reports: String { "\(commands.root)/reports" }

    /// Runs `socle tenant adopt` with the source's password from standard input.
    func adopt(_ options: String..., password: String? = nil) throws -> SecretCommands.Run {
        try commands.socle(
            ["tenant", "adopt", tenant.text, "--from", source.address, "--to", reports, "--password-stdin"] + options,
            input: Array((password ?? source.password).utf8))
    }

    func socle(_ arguments: String...) throws -> SecretCommands.Run {
        try commands.socle(arguments)
    }

    func report(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: "\(reports)/\(name)")), as: UTF8.self)
    }

    /// The rows of a query in the tenant's database, each as its texts.
    func rows(_ query: String) throws -> [[String?]] {
        try texts("\(raw: query.replacing("$T", with: tenant.text))", database.connect())
    }

    /// Every relation in the tenant's schemas.
    func relations() throws -> [String] {
        try rows(
            """
            select nspname || '.' || relname from pg_class join pg_namespace on pg_namespace.oid = relnamespace
            where nspname in ('$T_data', '$T_economie') order by 1
            """
        ).compactMap { $0[0] }
    }
}
