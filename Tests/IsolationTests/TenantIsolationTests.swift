import Postgres
import TestServer
import Testing
import Vocabulary

@Suite("Tenant against tenant", .database)
struct TenantIsolationTests {
    @Test("no login of a tenant has a right on what is another's or the platform's, by catalog and by trial")
    func everyRight() throws {
        let neighbours = try Neighbours()
        let base = try neighbours.world.database.connect()
        var asked = Trial()
        var tried = Trial()
        for tenant in neighbours.tenants {
            let schemas = try neighbours.schemas(of: neighbours.other(than: tenant), base)
            for purpose in Neighbours.purposes {
                let allowed = Self.allowed(purpose, of: tenant, neighbours)
                let answer = try Trial.asking(of: ["\(tenant)_\(purpose)"], in: schemas, base)
                let trial = try Trial.trying(
                    as: neighbours.world.login(purpose, of: tenant), in: schemas, allowed: allowed, base)
                #expect(answer.open == allowed, "\(tenant)_\(purpose)")
                #expect(trial.open == allowed.filter { $0.hasSuffix(" SELECT") }, "\(tenant)_\(purpose)")
                asked += answer
                tried += trial
            }
        }
        // Fewer would mean that the trial lost sight of what it should try.
        #expect(asked.count > 3_500 && tried.count > 2_500)
        print(
            """
            isolation: 10 logins, \(asked.count) rights asked of the catalog, \(tried.count) tried, \
            \(asked.open.count) open and all of them meant to be
            """)
    }

    /// What a login shall reach of the other tenant's and of the platform's.
    private static func allowed(
        _ purpose: String, of tenant: TenantIdentifier, _ neighbours: Neighbours
    ) -> Set<String> {
        let rights: [String]
        switch purpose {
        case "etl":
            rights = [
                "schema socle USAGE", "socle.own_loads SELECT", "socle.own_rejects SELECT",
                "socle.own_chunks SELECT", "socle.own_repairs SELECT", "socle.session_tenant() EXECUTE",
                "socle.begin_load(text,text,text,text,jsonb) EXECUTE",
                "socle.describe_load(uuid,bytea,bigint,jsonb,bytea,text) EXECUTE", "socle.hold_dataset(uuid) EXECUTE",
                "socle.dataset_holder(uuid) EXECUTE", "socle.release_dataset(uuid) EXECUTE",
                "socle.same_content(uuid) EXECUTE",
                "socle.stale_stagings(uuid) EXECUTE", "socle.resumable_load(uuid) EXECUTE",
                "socle.take_over_chunks(uuid,uuid) EXECUTE",
                "socle.record_chunk(uuid,int8multirange,bigint) EXECUTE",
                "socle.is_settled(uuid,timestamp with time zone) EXECUTE", "socle.swap_obstacles(oid,text) EXECUTE",
                "socle.prepare_swap(oid,oid) EXECUTE", "socle.part_name(oid,oid) EXECUTE",
                "socle.constraints_of(oid) EXECUTE", "socle.part_statements(oid,oid) EXECUTE",
                "socle.finishing_statements(oid,oid) EXECUTE",
                "socle.view_statements(oid,oid) EXECUTE", "socle.load_tables(uuid) EXECUTE",
                "socle.hold_tables(uuid,interval) EXECUTE", "socle.exchange_tables(uuid) EXECUTE",
                "socle.swap_load(uuid,interval) EXECUTE", "socle.hide_staging(oid) EXECUTE",
                "socle.show_table(oid) EXECUTE", "socle.record_rejects(uuid,jsonb) EXECUTE",
                "socle.record_repairs(uuid,jsonb) EXECUTE", "socle.mark_replayed(uuid,uuid,bigint[]) EXECUTE",
                "socle.finish_load(uuid,bigint,bigint,bigint,bigint,jsonb,jsonb) EXECUTE",
                "socle.end_load(uuid,text,text,text) EXECUTE", "socle.erase_rejects(text[]) EXECUTE",
                "socle.record_privacy(text,text,jsonb) EXECUTE",
            ]
        case "admin" where tenant == neighbours.world.taker, "app" where tenant == neighbours.world.taker:
            let share = neighbours.shareView
            rights = ["schema \(share.schema) USAGE", "\(share.schema).\(share.name) SELECT"]
        default: rights = []
        }
        return Set(rights.map { "\(tenant)_\(purpose): \($0)" })
    }

    @Test("the trial sees every door that is opened on purpose, and that it was closed")
    func breaches() throws {
        let neighbours = try Neighbours()
        let base = try neighbours.world.database.connect()
        let schemas = try neighbours.schemas(of: neighbours.world.giver, base)
        let parameters = try neighbours.world.login("powerbi", of: neighbours.world.taker)
        let login = parameters.user ?? ""
        for breach in Breach.all(from: neighbours.world.giver, to: login) {
            for statement in breach.opening { try base.execute(statement) }
            let seen = Set(breach.seen.map { "\(login): \($0)" })
            #expect(try Trial.asking(of: [login], in: schemas, base).open.isSuperset(of: seen), "\(breach.opening)")
            let tried = try Trial.trying(as: parameters, in: schemas, allowed: [], base)
            #expect(tried.open.isSuperset(of: seen), "\(breach.opening)")
            for statement in breach.closing { try base.execute(statement) }
            #expect(try Trial.asking(of: [login], in: schemas, base).open == [], "\(breach.closing)")
        }
        #expect(try Trial.trying(as: parameters, in: schemas, allowed: [], base).open == [])
    }
}

/// A door that is opened on purpose and closed again.
private struct Breach {
    let opening: [SQL]
    let closing: [SQL]
    /// The rights by which catalog and trial see it.
    let seen: [String]

    static func all(from giver: TenantIdentifier, to login: String) -> [Breach] {
        let schema = "\(giver)_data"
        let table = "\(schema).places"
        let (role, space, places) = (SQL(raw: login), SQL(raw: schema), SQL(raw: table))
        return [
            Breach(
                opening: [
                    "grant usage on schema \(sql: space) to \(sql: role)",
                    "grant select on \(sql: places) to \(sql: role)",
                ],
                closing: [
                    "revoke usage on schema \(sql: space) from \(sql: role)",
                    "revoke select on \(sql: places) from \(sql: role)",
                ],
                seen: ["schema \(schema) USAGE", "\(table) SELECT"]),
            Breach(
                opening: [
                    "grant usage on schema \(sql: space) to public",
                    "grant update (name) on \(sql: places) to \(sql: role)",
                ],
                closing: [
                    "revoke usage on schema \(sql: space) from public",
                    "revoke update (name) on \(sql: places) from \(sql: role)",
                ],
                seen: ["\(table) UPDATE"]),
            Breach(
                opening: ["grant \(raw: "\(giver)_read") to \(sql: role)"],
                closing: ["revoke \(raw: "\(giver)_read") from \(sql: role)"],
                seen: ["\(table) SELECT", "\(schema).names SELECT", "\(giver)_equipements.equipements SELECT"]),
            Breach(
                opening: ["grant \(raw: "\(giver)_delete") to \(sql: role)"],
                closing: ["revoke \(raw: "\(giver)_delete") from \(sql: role)"],
                seen: ["\(table) TRUNCATE", "\(table) DELETE"]),
            Breach(
                opening: ["grant \(raw: "\(giver)_etl") to \(sql: role)"],
                closing: ["revoke \(raw: "\(giver)_etl") from \(sql: role)"],
                // What it made there would be its own, which is refused besides.
                seen: ["schema \(schema) USAGE", "\(schema).numbers USAGE"]),
            Breach(
                opening: [
                    "grant usage on schema socle, mesh to public",
                    "grant execute on function mesh.new_id() to public",
                    "grant insert on socle.audit_events to public",
                ],
                closing: [
                    "revoke usage on schema socle, mesh from public",
                    "revoke execute on function mesh.new_id() from public",
                    "revoke insert on socle.audit_events from public",
                ],
                seen: ["mesh.new_id() EXECUTE", "socle.audit_events INSERT"]),
        ]
    }
}
