import Channels
import FoundationEssentials
import Mesh
import Postgres
import TestServer
import Testing
import Vocabulary

/// Two tenants of the base that have all that a tenant can have: tables, views, loads, rejects, channels, a share.
struct Neighbours {
    /// What each tenant's logins are for.
    static let purposes = ["admin", "app", "etl", "metabase", "powerbi"]

    let world: MeshWorld
    /// What the giver lets the taker read.
    let share: Approval.Result

    /// Schema and name of the view that the taker may read.
    var shareView: (schema: Identifier, name: Identifier) { (share.schema, share.view) }

    /// A word that stands in the rows of each tenant and nowhere else.
    let words: [TenantIdentifier: String]

    var tenants: [TenantIdentifier] { [world.giver, world.taker] }

    init() throws {
        world = try MeshWorld()
        words = [world.giver: "giver" + randomWord(12), world.taker: "taker" + randomWord(12)]
        let base = try world.database.connect()
        share = try world.share(base)
        try MeshWorld.load(schema: "\(world.taker)_equipements", as: world.login("etl", of: world.taker))
        for tenant in tenants { try furnish(tenant) }
        _ = try world.relay(base)
        for tenant in tenants {
            for kind in [Channel.metabase, .powerbi] {
                _ = try world.channel(kind, of: tenant, base).enable(base: base, data: base)
            }
        }
    }

    func other(than tenant: TenantIdentifier) -> TenantIdentifier {
        tenant == world.giver ? world.taker : world.giver
    }

    /// Opens a connection as a login of a tenant.
    func connect(_ purpose: String, of tenant: TenantIdentifier) throws -> Connection {
        try Connection(to: world.login(purpose, of: tenant))
    }

    func word(of tenant: TenantIdentifier) -> String { words[tenant] ?? "" }

    /// The schemas of a tenant, and those of the platform.
    func schemas(of tenant: TenantIdentifier, _ base: borrowing Connection) throws -> [String] {
        try base.query(
            """
            select schema_name from socle.schemas join socle.tenants using (tenant_id)
            where identifier = \(tenant)
            """
        ) { row in try row[0] } + ["socle", "mesh"]
    }

    /// Objects of every kind, made by the tenant itself, with the tenant's word in their rows.
    private func furnish(_ tenant: TenantIdentifier) throws {
        let etl = try connect("etl", of: tenant)
        let data = Identifier(derived: "\(tenant)_data")
        let word = word(of: tenant)
        let statements: [SQL] = [
            """
            create table \(identifier: data).places (
                id bigint generated always as identity primary key, name text not null, place geometry(point, 4326)
            )
            """,
            """
            insert into \(identifier: data).places (name, place)
            select \(word), st_setsrid(st_makepoint(number, number), 4326) from generate_series(1, 20) as number
            """,
            "analyze \(identifier: data).places",
            "create view \(identifier: data).names as select name from \(identifier: data).places",
            "create materialized view \(identifier: data).kept as select name from \(identifier: data).places",
            "create sequence \(identifier: data).numbers",
        ]
        for statement in statements { try etl.execute(statement) }
        let load = try beginLoad(of: tenant, from: "\(word).csv", etl)
        let reject = #"[{"line_number": 1, "byte_offset": 0, "reason": "r", "raw_line": "\#(word)"}]"#
        try etl.execute("select socle.record_rejects(\(load), \(reject)::jsonb)")
        try etl.execute("select socle.finish_load(\(load), 20, 19, 1, 0, '[]')")
    }
}

/// Records that a load of a tenant's own table begins, and what its content is.
func beginLoad(
    of tenant: TenantIdentifier, table: String = "places", from source: String = "s", _ etl: borrowing Connection
) throws -> UUID {
    let load = try etl.first("select socle.begin_load(\("\(tenant)_data"), \(table), \(source), 'append')") { row in
        try row[0] as UUID
    }
    try etl.execute("select socle.describe_load(\(orNull: load), sha256('x'), 1, '{}')")
    return try #require(load)
}
