import Channels
import Operations
import Postgres
import Tenancy
import TestServer
import Testing
import Vocabulary

/// The platform has its own check of this, `ChannelAccess`; here it is done again by other means.
@Suite("How far a channel reaches", .database)
struct ChannelReachTests {
    @Test("in the base: its views, its catalogue, and what PostgreSQL lets a role have that was given nothing")
    func base() throws {
        let neighbours = try Neighbours()
        let (giver, taker) = (neighbours.world.giver, neighbours.world.taker)
        let base = try neighbours.world.database.connect()
        var count = 0
        for (tenant, views) in [
            (giver, ["equipements_equipements", "places"]),
            (taker, ["equipements_equipements", "places", "\(giver)_equipements"]),
        ] {
            for purpose in ["metabase", "powerbi"] {
                let reach = try Reach(of: neighbours.world.login(purpose, of: tenant), shows: views, base)
                #expect(reach.faults == [], "\(tenant)_\(purpose)")
                count += reach.count
            }
        }
        #expect(try Self.undescribed(base) == [])
        print("isolation: 4 channels of the base, \(count) relations tried, only their views and the catalogue open")

        let login = "\(taker)_metabase"
        try base.execute("grant usage on schema \(raw: "\(giver)_share") to \(raw: login)")
        try base.execute("grant select on \(raw: "\(giver)_share.salts") to \(raw: login)")
        let broken = try Reach(
            of: neighbours.world.login("metabase", of: taker),
            shows: ["equipements_equipements", "places", "\(giver)_equipements"], base)
        #expect(
            broken.faults
                == [
                    "\(giver)_share.salts is open", "has schema \(giver)_share USAGE",
                    "has \(giver)_share.salts SELECT",
                ].sorted())
        try base.execute("comment on view \(raw: "\(taker)_metabase").places is null")
        #expect(try Self.undescribed(base).count == 3, "the columns of the view that lost its comment")
    }

    @Test("in a database of the tenant's own: the same")
    func ownDatabase() throws {
        let database = TestDatabase.current
        let tenant = try database.newTenant()
        _ = try database.installation.apply(
            MeshWorld.configuration(tenant, tier: .standard, placement: .database))
        func login(_ purpose: String) throws -> ConnectionParameters {
            try database.installation.parameters(forLogin: Identifier("\(tenant)_\(purpose)"), of: tenant)
        }
        try MeshWorld.load(schema: "\(tenant)_equipements", as: login("etl"))
        for kind in [Channel.metabase, .powerbi] {
            let channel = try database.installation.channel(kind, of: tenant)
            _ = try database.installation.enable(channel, isApplied: true)
        }
        let data = try Connection(to: database.cluster.provisioner(database: "socle_\(tenant)"))
        var count = 0
        for purpose in ["metabase", "powerbi"] {
            let reach = try Reach(of: login(purpose), shows: ["equipements_equipements"], data)
            #expect(reach.faults == [], "\(purpose)")
            count += reach.count
        }
        #expect(try Self.undescribed(data) == [])
        print("isolation: 2 channels of a database of its own, \(count) relations tried, the same")
    }

    /// Views of channels, with each of their columns, of which one of the two has no comment.
    private static func undescribed(_ data: borrowing Connection) throws -> [[String?]] {
        try texts(
            """
            select relname, attname from pg_attribute
            join pg_class on pg_class.oid = attrelid
            join pg_namespace on pg_namespace.oid = relnamespace
            join socle.schemas on schema_name = nspname and purpose = 'channel'
            where attnum > 0
                and (col_description(attrelid, attnum) is null or obj_description(attrelid, 'pg_class') is null)
            """, data)
    }
}

/// What a login reaches, against its views, the catalogue, and what a role has that was given nothing.
private struct Reach {
    /// How many relations were tried.
    let count: Int
    /// What it reaches and should not, or should and does not.
    let faults: [String]

    init(of login: ConnectionParameters, shows views: [String], _ data: borrowing Connection) throws {
        let name = login.user ?? ""
        let nobody = "nobody_\(randomWord(10))"
        let schemas: [String] = try data.query(
            "select nspname from pg_namespace where nspname !~ '^pg_(toast|temp)'"
        ) { row in try row[0] }
        try data.execute("create role \(raw: nobody)")
        let ofEveryone = try Self.rights(of: nobody, in: schemas, data)
        try data.execute("drop role \(raw: nobody)")
        let rights = try Self.rights(of: name, in: schemas, data)
        let declared = Set(
            ["schema \(name) USAGE", "schema catalogue USAGE", "catalogue.assets SELECT", "catalogue.columns SELECT"]
                + views.map { "\(name).\($0) SELECT" })
        let given = rights.subtracting(ofEveryone)
        var faults = given.subtracting(declared).map { "has \($0)" } + declared.subtracting(given).map { "lacks \($0)" }
        faults += ofEveryone.filter { !Self.isDocumented($0) }.map { "everyone has \($0)" }

        let reader = try Connection(to: login)
        let relations = try data.query(
            """
            select format('%s.%s', nspname, relname), format('%I.%I', nspname, relname)
            from pg_class join pg_namespace on pg_namespace.oid = relnamespace
            where relkind in ('r', 'p', 'v', 'm', 'f') and nspname !~ '^pg_(toast|temp)'
            """
        ) { row -> (String, String) in (try row[0], try row[1]) }
        let readable = declared.union(ofEveryone)
        for (relation, quotedName) in relations {
            let state = try refusal(of: "select from \(raw: quotedName) limit 0", reader)
            let isWanted = readable.contains("\(relation) SELECT")
            if state == nil, !isWanted { faults.append("\(relation) is open") }
            if state != nil, isWanted { faults.append("\(relation) is closed") }
            if let state, state != .insufficientPrivilege { faults.append("\(relation) answers \(state)") }
        }
        count = relations.count
        self.faults = faults.sorted()
    }

    private static func rights(
        of role: String, in schemas: [String], _ data: borrowing Connection
    ) throws -> Set<String> {
        Set(try Trial.asking(of: [role], in: schemas, data).open.map { String($0.dropFirst(role.utf8.count + 2)) })
    }

    /// Whether docs/channels.md says that everyone has a right; of functions it says nothing.
    private static func isDocumented(_ right: String) -> Bool {
        if right.hasSuffix(" EXECUTE") { return !right.hasPrefix("socle.") && !right.hasPrefix("mesh.") }
        if right.hasSuffix(" SELECT"), right.hasPrefix("pg_catalog.") || right.hasPrefix("information_schema.") {
            return true
        }
        return [
            "pg_catalog.pg_settings UPDATE", "public.geography_columns SELECT", "public.geometry_columns SELECT",
            "public.spatial_ref_sys SELECT", "schema public USAGE", "schema pg_catalog USAGE",
            "schema information_schema USAGE",
        ].contains(right)
    }
}
