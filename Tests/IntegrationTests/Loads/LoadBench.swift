import Formats
import FoundationEssentials
import Ingestion
import Operations
import Postgres
import Settings
import TestServer
import Vocabulary

/// A tenant with a file beside it, and short words for what tests of loads ask.
struct LoadBench {
    let database = TestDatabase.current
    let tenant: TenantIdentifier
    let schema: Identifier
    let file: String

    init() throws {
        tenant = try database.makeTenant()
        schema = TenantNames(tenant).themeSchema(try Theme("economie"))
        file = "\(database.installation.settings.stateDirectory)/source.csv"
    }

    func write(_ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: file))
    }

    /// Loads the file, after the request was changed as a test wants it.
    func load(
        table: String = "t", mode: LoadMode = .replace, budget: RejectBudget = .usual,
        forced: Bool = false, types: [String: ColumnType] = [:], _ change: (inout LoadRequest) -> Void = { _ in },
        progress: @escaping (Tally) -> Void = { _ in }
    ) throws -> LoadReport {
        var request = LoadRequest(origin: .file(path: file), schema: schema, table: try Identifier(table))
        request.mode = mode
        request.budget = budget
        request.isForced = forced
        request.types = types
        change(&request)
        return try database.installation.load(request, for: tenant) { now in
            if now.tally.records > 0 { progress(now.tally) }
        }
    }

    func rows(_ table: String = "t") throws -> [String] {
        try texts("select t::text from \(identifier: schema, Identifier(table)) as t order by 1")
    }

    func texts(_ query: SQL) throws -> [String] {
        try database.connect().query(query) { row in try row[0] }
    }

    func states() throws -> [String] {
        try texts("select state from socle.loads order by started_at")
    }

    /// Opens a connection of the login that loads, as the tenant's owner.
    func etl() throws -> Connection {
        try Connection(to: database.installation.parameters(forLogin: TenantNames(tenant).etlLogin, of: tenant))
    }

    /// The name of a table of the tenant's.
    func name(_ table: String = "t") throws -> SQL {
        "\(identifier: schema, try Identifier(table))"
    }
}
