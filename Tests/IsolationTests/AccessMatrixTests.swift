import Access
import Operations
import Postgres
import Tenancy
import TestServer
import Testing
import Vocabulary

@Suite("The access matrix", .database)
struct AccessMatrixTests {
    @Test("nothing gets through, over schemas and a database of a tenant's own, and each opened door is seen")
    func matrix() throws {
        let neighbours = try Neighbours()
        let world = neighbours.world
        let base = try world.database.connect()
        let apart = try world.database.newTenant()
        _ = try world.database.installation.apply(
            MeshWorld.configuration(apart, tier: .standard, placement: .database))
        try MeshWorld.load(schema: "\(apart)_equipements", as: world.login("etl", of: apart))

        let report = try world.database.installation.accessMatrix()
        #expect(report.findings == [])
        #expect(report.tenants.count == 3 && report.places.count == 2 && report.logins.count == 15)
        // Fewer would mean that the matrix lost sight of what it should try.
        #expect(report.attempts > 4_500 && report.asked > 9_000 && report.probes > 400)
        #expect(report.entries == 15 && report.refusals["42501", default: 0] > 4_500)
        #expect(report.documented >= 4, "the taker's admin and app read the share")
        #expect(report.verbs.isSuperset(of: ["SELECT", "INSERT", "TRUNCATE", "OWNER", "SET ROLE", "EXECUTE", "LOCK"]))
        print(
            """
            isolation: matrix of \(report.logins.count) logins and \(report.groups.count) groups over \
            \(report.objectCount) objects and \(report.verbs.count) verbs: \(report.attempts) attempts, \
            \(report.asked) rights asked, \(report.probes) questions, none open
            """)

        let login = "\(world.taker)_powerbi"
        let places = SQL(raw: "\(world.giver)_data.places")
        let doors: [(open: [SQL], close: [SQL], seen: [String])] = [
            (
                [
                    "grant usage on schema \(raw: world.giver.text)_data to \(raw: login)",
                    "grant select on \(sql: places) to \(raw: login)",
                ],
                [
                    "revoke usage on schema \(raw: world.giver.text)_data from \(raw: login)",
                    "revoke select on \(sql: places) from \(raw: login)",
                ],
                ["reached \(places.text) SELECT", "granted \(places.text) SELECT"]
            ),
            // In no use while the schema is closed, and a finding all the same.
            (
                ["grant update (name) on \(sql: places) to \(raw: login)"],
                ["revoke update (name) on \(sql: places) from \(raw: login)"],
                ["granted \(places.text) UPDATE"]
            ),
            (
                ["grant \(raw: world.giver.text)_delete to \(raw: login)"],
                ["revoke \(raw: world.giver.text)_delete from \(raw: login)"],
                ["reached \(places.text) TRUNCATE", "reached role \(world.giver)_delete SET ROLE"]
            ),
            (
                ["grant select on pg_statistic to \(raw: login)"], ["revoke select on pg_statistic from \(raw: login)"],
                ["metadata pg_catalog.pg_statistic "]
            ),
            (
                ["grant temporary on database \(raw: world.database.name) to \(raw: login)"],
                ["revoke temporary on database \(raw: world.database.name) from \(raw: login)"],
                // Which the event trigger of the platform refuses all the same.
                ["granted the database TEMPORARY"]
            ),
            (
                ["grant create on schema public to \(raw: login)"],
                ["revoke create on schema public from \(raw: login)"],
                ["granted schema public CREATE"]
            ),
            (
                ["grant connect on database \(raw: "socle_\(apart)") to public"],
                ["revoke connect on database \(raw: "socle_\(apart)") from public"],
                ["entered database socle_\(apart) "]
            ),
        ]
        for door in doors {
            for statement in door.open { try base.execute(statement) }
            let found = try world.database.installation.accessMatrix()
            let seen = Set(
                found.findings.filter { $0.login == login }.map { "\($0.kind.rawValue) \($0.object) \($0.right)" })
            #expect(seen.isSuperset(of: door.seen), "\(door.open): \(seen)")
            for statement in door.close { try base.execute(statement) }
        }
        try base.execute(
            "revoke select on \(identifier: neighbours.shareView.schema, neighbours.shareView.name) from \(raw: world.taker.text)_read"
        )
        let closed = try world.database.installation.accessMatrix(of: [world.giver, world.taker]).findings
        #expect(Set(closed.map(\.kind)) == [.closed])
    }

    @Test("a tenant that is named is held against all others, they against it, and the report says no more than that")
    func focus() throws {
        let neighbours = try Neighbours()
        let world = neighbours.world
        let base = try world.database.connect()
        let third = try world.database.newTenant()
        _ = try world.database.installation.apply(MeshWorld.configuration(third))
        let apart = try world.database.newTenant()
        _ = try world.database.installation.apply(
            MeshWorld.configuration(apart, tier: .standard, placement: .database))
        func matrix() throws -> MatrixReport { try world.database.installation.accessMatrix(of: [third]) }
        func findings() throws -> Set<String> {
            Set(try matrix().findings.map { "\($0.login) \($0.kind.rawValue) \($0.object) \($0.right)" })
        }

        let report = try matrix()
        #expect(report.findings == [] && report.focus == .init(tenants: [third], neighbours: 3, of: 3))
        #expect(report.logins.count == 20 && report.verbs.contains("TEMPORARY"))
        // Its own logins enter the other database, and that one's logins enter here.
        #expect(report.entries == 10)
        let page = report.markdown(environment: "development", madeAt: "2026-01-01T00:00:00Z")
        #expect(page.contains("**Sound for what was tried:**") && page.contains("3 other tenants"))
        #expect(!page.contains("**Sound.**"))

        // Both directions are seen; what others hold of each other was not tried, and nobody says that it was.
        let places = "\(world.giver)_data.places"
        try base.execute("grant usage on schema \(raw: world.giver.text)_data to \(raw: third.text)_app")
        try base.execute("grant select on \(raw: places) to \(raw: third.text)_app")
        try base.execute("grant usage on schema \(raw: third.text)_data to \(raw: world.taker.text)_app")
        try base.execute("grant truncate on \(raw: places) to \(raw: world.taker.text)_app")
        let seen = try findings()
        #expect(seen.contains("\(third)_app reached \(places) SELECT"), "\(seen)")
        #expect(seen.contains("\(world.taker)_app reached schema \(third)_data USAGE"), "\(seen)")
        #expect(!seen.contains { $0.contains("TRUNCATE") }, "\(seen)")

        // Who cannot be tried is a finding, and not silence.
        _ = try world.database.installation.suspend(third, reason: "x") { _ in }
        let suspended = try matrix()
        #expect(suspended.findings.contains { $0.kind == .untried && $0.detail == "it is suspended" })
        #expect(suspended.findings.contains { $0.kind == .reached && $0.object == "schema \(third)_data" })
        #expect(
            suspended.scope == """
                the logins of 3 other tenants were tried on everything of '\(third)'; others were not tried on each \
                other; the logins of '\(third)' were not tried, which are closed while the tenant is suspended
                """)
    }

    @Test("what a suspended tenant has is tried by the others, and that its own logins were not is said")
    func suspended() throws {
        let neighbours = try Neighbours()
        let world = neighbours.world
        let installation = world.database.installation
        let base = try world.database.connect()
        let apart = try world.database.newTenant()
        _ = try installation.apply(MeshWorld.configuration(apart, tier: .standard, placement: .database))
        for tenant in [world.giver, apart] { _ = try installation.suspend(tenant, reason: "x") { _ in } }
        let report = try installation.accessMatrix()
        #expect(report.findings == [] && report.suspended == [world.giver, apart].sorted())
        #expect(report.tenants.count == 3 && report.places.count == 2)
        #expect(report.logins == Set(Neighbours.purposes.map { "\(world.taker)_\($0)" }))
        #expect(report.entries == Neighbours.purposes.count)
        #expect(report.scope?.hasSuffix("were not tried, which are closed while the tenants are suspended") == true)
        let page = report.markdown(environment: "development", madeAt: "2026-01-01T00:00:00Z")
        #expect(page.contains("**Sound for what was tried:**") && !page.contains("**Sound.**"))

        // The doors to what is suspended are seen, in the base and in its own database.
        let places = "\(world.giver)_data.places"
        try base.execute("grant usage on schema \(raw: world.giver.text)_data to \(raw: world.taker.text)_app")
        try base.execute("grant select on \(raw: places) to \(raw: world.taker.text)_app")
        try base.execute("grant connect on database \(raw: "socle_\(apart)") to \(raw: world.taker.text)_app")
        let found = try installation.accessMatrix().findings
        let seen = Set(found.map { "\($0.login) \($0.kind.rawValue) \($0.object) \($0.right)" })
        #expect(
            seen.isSuperset(of: [
                "\(world.taker)_app reached \(places) SELECT",
                "\(world.taker)_app entered database socle_\(apart) ",
            ]), "\(seen)")
    }

    @Test("what the group of loads is granted is what the matrix takes for documented, and no more")
    func loading() throws {
        let base = try TestDatabase.current.connect()
        try base.execute("set search_path = ''")
        let granted = try base.query(
            """
            select object || ' ' || privilege_type
            from (
                select oid::regprocedure::text as object, proacl as acl from pg_proc
                union all select oid::regclass::text, relacl from pg_class
                union all select 'schema ' || nspname, nspacl from pg_namespace
            ) as objects, aclexplode(acl)
            where grantee = 'socle_etl'::regrole
            """
        ) { row -> String in try row[0] }
        let documented = DocumentedAccess.loading
        #expect(Set(granted).subtracting(documented) == [] && documented.subtracting(granted) == [])
        print("loads: \(granted.count) rights granted, each documented")
    }

    @Test("a sample is drawn, and said")
    func sample() throws {
        let neighbours = try Neighbours()
        let report = try neighbours.world.database.installation.accessMatrix(sample: 1)
        #expect(report.sample?.of == 2 && report.sample?.tenants.count == 1 && report.logins.count == 5)
        #expect(report.isSound)
        let page = report.markdown(environment: "development", madeAt: "2026-01-01T00:00:00Z")
        #expect(page.contains("1 of 2 tenants, drawn at random"))
        #expect(page.contains("**Sound for what was tried:**"))
    }
}
