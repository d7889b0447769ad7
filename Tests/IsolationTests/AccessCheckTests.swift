import Access
import Operations
import Postgres
import Tenancy
import TestServer
import Testing
import Vocabulary

@Suite("Access checks", .database)
struct AccessCheckTests {
    private func check(
        _ operation: AccessOperation, _ object: String? = nil, login: String? = nil, who: Bool = false,
        tried: Bool = false,
        of tenant: TenantIdentifier, _ world: MeshWorld
    ) throws -> (check: AccessCheck, attempts: [Installation.AccessAttempt]) {
        try world.database.installation.accessCheck(
            .init(
                operation: operation, object: object.map { try ObjectName($0) },
                login: login.map { try Identifier($0) },
                isEveryone: who, isTried: tried),
            of: tenant)
    }

    @Test("computed and tried agree for every operation of every login on everything of the tenant's")
    func agreement() throws {
        let neighbours = try Neighbours()
        let world = neighbours.world
        let schema = "\(world.giver)_data"
        var count = 0
        for (object, operations) in [
            ("places", [.read, .insert, .update, .delete, .truncate, .write] as [AccessOperation]),
            ("places.name", [.read, .insert, .update]), ("names", [.read]), ("kept", [.read]),
            ("numbers", [.use, .read]),
        ] {
            for operation in operations {
                let (check, attempts) = try check(operation, "\(schema).\(object)", tried: true, of: world.giver, world)
                #expect(attempts.count == 5)
                #expect(attempts.filter(\.isContradiction) == [], "\(operation) \(object)")
                #expect(check.logins.flatMap(\.unexplained) == [], "\(operation) \(object)")
                let open = check.logins.filter(\.isDirect).map {
                    $0.login.text.split(separator: "_").last.map(String.init) ?? ""
                }
                #expect(
                    open == ["admin", "app", "etl"] || object == "numbers" && open == ["etl"],
                    "\(operation) \(object): \(open)")
                count += attempts.count
            }
        }
        for operation in [AccessOperation.connect, .create] {
            let object = operation == .create ? schema : nil
            let (check, attempts) = try check(operation, object, tried: true, of: world.giver, world)
            #expect(attempts.filter(\.isContradiction) == [] && check.isAllowed)
            count += attempts.count
        }
        print("isolation: \(count) answers of access check tried live, none contradicted")
    }

    @Test("who can read a column: groups, ownership, views, copies, functions, predefined roles and superusers by name")
    func who() throws {
        let neighbours = try Neighbours()
        let world = neighbours.world
        let base = try world.database.connect()
        let table = "\(world.giver)_equipements.equipements"
        let (before, _) = try check(.read, "\(table).nom", who: true, of: world.giver, world)
        func words(_ login: String, _ check: AccessCheck) -> [String] {
            check.logins.filter { $0.login.text == login }.flatMap { access in
                (access.needs.last?.paths.map(\.words) ?? []) + access.views.map(\.words)
                    + access.definerFunctions.map { "calls \($0)" }
            }
        }
        let provisioner = "socle_provisioner"
        #expect(
            words("\(world.giver)_app", before).contains(
                "member of \(world.giver)_read, which was given it by \(world.giver)_owner"))
        #expect(words("\(world.giver)_etl", before).contains("member of \(world.giver)_owner, which owns it"))
        #expect(
            words("\(world.giver)_metabase", before) == [
                "view \(world.giver)_metabase.equipements_equipements, with the rights of \(world.giver)_share"
            ])
        #expect(
            words("\(world.taker)_app", before) == [
                "view \(neighbours.shareView.schema).\(neighbours.shareView.name), with the rights of \(world.giver)_share"
            ])
        #expect(words("\(world.taker)_metabase", before).count == 1)
        #expect(words(provisioner, before).first == "superuser")
        #expect(words("socle_runtime", before) == [] && words("\(world.taker)_etl", before) == [])

        let stranger = try world.database.newTenant()
        try base.execute(
            "create role \(raw: "\(stranger)_x") login in role pg_read_all_data, \(identifier: Identifier("\(world.database.name)_connect"))"
        )
        defer { _ = try? base.execute("drop role \(raw: "\(stranger)_x")") }
        try base.execute("create function public.peek() returns bigint security definer language sql as 'select 1'")
        let (after, _) = try check(.read, "\(table).nom", who: true, of: world.giver, world)
        #expect(words("\(stranger)_x", after).first == "member of pg_read_all_data, a predefined role")
        #expect(
            words("\(stranger)_x", after).last == "calls peek()"
                || words("\(stranger)_x", after).last == "calls public.peek()")
        #expect(throws: AccessFailure.unknownObject("\(table).gone", database: world.database.name)) {
            try check(.read, "\(table).gone", of: world.giver, world)
        }
    }

    @Test("a suspended login, row security, everything at once, and questions that mean nothing")
    func rest() throws {
        let neighbours = try Neighbours()
        let world = neighbours.world
        let base = try world.database.connect()
        let (all, _) = try check(.read, of: world.giver, world)
        #expect(
            all.logins.filter(\.isAllowed).map(\.login.text) == ["admin", "app", "etl"].map { "\(world.giver)_\($0)" })
        try base.execute("alter role \(raw: "\(world.giver)_app") nologin")
        let (closed, attempts) = try check(.read, "\(world.giver)_data.places", tried: true, of: world.giver, world)
        #expect(closed.logins.first { $0.login.text == "\(world.giver)_app" }?.closed == "it cannot log in")
        #expect(attempts.filter(\.isContradiction) == [])
        try base.execute("alter role \(raw: "\(world.giver)_app") login")
        try base.execute("alter table \(raw: "\(world.giver)_data.places") enable row level security")
        let (filtered, _) = try check(.read, "\(world.giver)_data.places", of: world.giver, world)
        #expect(
            filtered.logins.compactMap(\.rowSecurity).sorted() == ["no policy runs for it: it owns the table"]
                + Array(repeating: "row security shows it some rows only", count: 2))
        #expect(throws: AccessFailure.self) { try check(.execute, of: world.giver, world) }
        #expect(throws: AccessFailure.self) { try check(.truncate, "\(world.giver)_data", of: world.giver, world) }
        #expect(throws: AccessFailure.self) { try check(.read, login: "nobody", of: world.giver, world) }
    }
}
