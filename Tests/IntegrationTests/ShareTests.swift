import FoundationEssentials
import Mesh
import Operations
import Postgres
import TestServer
import Testing
import Vocabulary

@Suite("Shares", .database)
struct ShareTests {
    @Test("an approval is an access: the reader sees the permitted rows, masked, and is refused the table")
    func access() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let result = try world.share(base)
        #expect(try SubscriptionOverview.list(in: base).first?.grantStatus == "GRANTED")

        let reader = try Connection(to: world.login("app", of: world.taker))
        let rows = try texts(
            """
            select id, departement, telephone, ouverture, prix, length(nom)
            from \(identifier: result.schema, result.view) order by id
            """, reader)
        #expect(
            rows == [
                ["1", "35", "02***", "2020-01-01", nil, "64"], ["3", "35", nil, "1999-01-01", nil, "64"],
            ])
        #expect(
            try refusal(of: "select from \(raw: world.schema).equipements", reader) == .insufficientPrivilege)
        #expect(
            try refusal(of: "select from \(identifier: result.schema).salts", reader)
                == .insufficientPrivilege)
        #expect(
            try refusal(of: "delete from \(identifier: result.schema, result.view)", reader)
                == .insufficientPrivilege)
    }

    @Test("the hash is the salted SHA-256 of the text, and the salt is in no view's text")
    func hash() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let result = try world.share(base)
        let salts = try texts("select encode(salt, 'hex') from \(identifier: result.schema).salts", base)
        let salt = try #require(salts[0][0])
        #expect(salt.count == 64)
        let shown = try texts("select nom from \(identifier: result.schema, result.view) where id = 1", base)
        let wanted = try texts(
            "select encode(sha256(decode(\(salt), 'hex') || convert_to('Piscine', 'UTF8')), 'hex')", base)
        #expect(shown == wanted)
        let definitions = try texts(
            "select pg_get_viewdef(oid) from pg_class where relname = \(result.view)", base)
        #expect(definitions[0][0]?.contains(salt) == false)
    }

    @Test("the view belongs to the producer's share role, is a barrier, and its columns are described")
    func view() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let result = try world.share(base)
        let facts = try texts(
            """
            select pg_get_userbyid(relowner), reloptions::text, obj_description(oid, 'pg_class')
            from pg_class where relname = \(result.view)
            """, base)
        #expect(
            facts == [
                [
                    "\(world.giver)_share", "{security_barrier=true}",
                    "Équipements publics · L'inventaire des \"équipements\". · Ville de \(world.giver)",
                ]
            ])
        let comments = try texts(
            """
            select col_description(attrelid, attnum) from pg_attribute join pg_class on pg_class.oid = attrelid
            where relname = \(result.view) and attnum > 0 order by attnum
            """, base)
        #expect(
            comments.map { $0[0] } == [
                "Id", "Nom de l'équipement. · masked", "Code du département. · Département",
                "Téléphone · Coordonnée · masked", "Ouverture · masked", "Prix (€) · masked",
            ])
    }

    @Test("asking twice is one request, and approving twice has nothing to do")
    func twice() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let first = try world.ask(base)
        #expect(first.outcome == .asked)
        let second = try world.ask(base)
        #expect(second.requestID == first.requestID && second.outcome == .pending)
        let result = try world.share(base)
        #expect(try world.ask(base).outcome == .subscribed(subscriptionID: result.subscriptionID))
        let before = try texts("select count(*) from socle.audit_events", base)
        let again = try Approval(requestID: first.requestID, filters: ["masques", "ille-et-vilaine"])
            .carryOut(in: base)
        #expect(again.changes == [] && again.isGranted)
        #expect(
            try GrantProof.run(first.requestID, as: world.login("app", of: world.taker), in: base) == .granted
        )
        #expect(try texts("select count(*) from socle.audit_events", base) == before)
    }

    @Test("a share that was dropped, replaced or closed by hand is mended, and is to be proved again")
    func mended() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let result = try world.share(base)
        let view: SQL = "\(identifier: result.schema, result.view)"
        let damages: [SQL] = [
            "drop view \(sql: view)",
            """
            create or replace view \(sql: view) as select id, ''::text as nom, departement, ''::text as telephone,
            ouverture, prix from \(raw: world.schema).equipements
            """,
            "alter view \(sql: view) owner to socle_provisioner",
            "revoke select on \(sql: view) from \(raw: "\(world.taker)_read")",
            "revoke usage on schema \(identifier: result.schema) from \(raw: "\(world.taker)_read")",
        ]
        let approval = Approval(
            requestID: try world.ask(base).requestID, filters: ["ille-et-vilaine", "masques"])
        for damage in damages {
            try base.execute(damage)
            let mended = try approval.carryOut(in: base)
            #expect(!mended.changes.isEmpty && !mended.isGranted, "\(damage)")
            #expect(
                try GrantProof.run(result.subscriptionID, as: world.login("app", of: world.taker), in: base)
                    == .granted)
            #expect(try approval.carryOut(in: base).changes == [], "\(damage)")
        }
        let reader = try Connection(to: world.login("app", of: world.taker))
        #expect(try texts("select count(*) from \(sql: view)", reader) == [["2"]])
    }

    @Test("after its end a share shows nothing, with no one running anything")
    func expiry() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let result = try world.share(base, expiresAt: Date(timeIntervalSinceNow: 3))
        let reader = try Connection(to: world.login("app", of: world.taker))
        let count: SQL = "select count(*) from \(identifier: result.schema, result.view)"
        #expect(try texts(count, reader) == [["2"]])
        try reader.execute("begin isolation level repeatable read")
        try reader.execute(
            "declare rows no scroll cursor for select id from \(identifier: result.schema, result.view)")
        #expect(try texts("fetch 1 from rows", reader).count == 1)
        #expect(try SubscriptionOverview.list(in: base).first?.subscriptionStatus == "APPROVED")
        try reader.execute("select pg_sleep(3.1)")
        // Neither a snapshot nor a cursor from before the end reads on.
        #expect(try texts(count, reader) == [["0"]])
        #expect(try texts("fetch all from rows", reader) == [])
        try reader.execute("commit")
        #expect(try texts(count, reader) == [["0"]])
        #expect(try SubscriptionOverview.list(in: base).first?.subscriptionStatus == "EXPIRED")
    }

    @Test("a column that comes after the approval is shown to nobody, also when the approval is repeated")
    func laterColumn() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let result = try world.share(base)
        try base.execute(
            "alter table \(raw: world.schema).equipements add column secret text default 'secret'")
        let approval = Approval(
            requestID: try world.ask(base).requestID, filters: ["ille-et-vilaine", "masques"])
        #expect(try approval.carryOut(in: base).changes == [])
        let reader = try Connection(to: world.login("app", of: world.taker))
        #expect(
            try refusal(of: "select secret from \(identifier: result.schema, result.view)", reader)?.rawValue
                == "42703")
    }

    @Test("a function of the reader sees no row that the filter hides")
    func barrier() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let result = try world.share(base)
        let reader = try Connection(to: world.login("app", of: world.taker))
        // So cheap that PostgreSQL would ask it first, if it were free to choose.
        let spy: SQL = "\(raw: "\(world.taker)_data").spy"
        try base.execute(
            """
            create function \(sql: spy)(id bigint) returns boolean language plpgsql cost 0.0001 as $$
            begin if id in (2, 4) then raise exception 'seen %', id; end if; return true; end $$
            """)
        try base.execute("grant execute on function \(sql: spy) to \(raw: "\(world.taker)_read")")
        let rows: SQL = "select count(*) from \(identifier: result.schema, result.view) where \(sql: spy)(id)"
        #expect(try texts(rows, reader) == [["2"]])
        try base.execute("alter view \(identifier: result.schema, result.view) reset (security_barrier)")
        #expect(
            try refusal(of: rows, reader)?.rawValue == "P0001", "the test must see a barrier that is gone")
    }

    @Test("without the proof a grant is failed, with the reason")
    func failedProof() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let result = try world.share(base)
        let app = try world.login("app", of: world.taker)
        // Whoever gives the table itself to the reader breaks the proof.
        try base.execute("grant usage on schema \(raw: world.schema) to \(raw: "\(world.taker)_read")")
        try base.execute("grant select on \(raw: world.schema).equipements to \(raw: "\(world.taker)_read")")
        #expect(
            try GrantProof.run(result.subscriptionID, as: app, in: base)
                == .failed("the reader can read the table behind the share"))
        let row = try #require(SubscriptionOverview.list(in: base).first)
        #expect(row.grantStatus == "GRANT_FAILED" && row.failure?.contains("can read the table") == true)
        try base.execute("revoke all on \(raw: world.schema).equipements from \(raw: "\(world.taker)_read")")
        #expect(try GrantProof.run(result.subscriptionID, as: app, in: base) == .granted)
        guard
            case .failed = try GrantProof.run(
                result.subscriptionID, as: world.login("app", of: world.giver), in: base)
        else {
            Issue.record("the producer's own login proved the consumer's access")
            return
        }
        guard
            case .failed = try GrantProof.run(
                result.subscriptionID, as: app.with(user: app.user ?? "", password: "x"), in: base)
        else {
            Issue.record("a login that cannot come in proved an access")
            return
        }
    }

    @Test("revoking takes view, rights, salt and what stands on the share, in sessions that are open too")
    func revoked() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let result = try world.share(base)
        let reader = try Connection(to: world.login("app", of: world.taker))
        let view: SQL = "\(identifier: result.schema, result.view)"
        _ = try reader.query("select from \(sql: view)")
        // A copy in the consumer's own schema must not keep the share alive.
        try base.execute("create view \(raw: "\(world.taker)_data").copie as select * from \(sql: view)")
        let changes = try SubscriptionEnd.revoked.end(result.subscriptionID, in: base)
        #expect(changes.contains("drop view '\(world.taker)_data.copie', which reads the share"))
        let refused = try refusal(of: "select from \(sql: view)", reader)
        #expect(refused == .insufficientPrivilege || refused?.rawValue == "42P01")
        #expect(
            try texts(
                "select has_schema_privilege(\("\(world.taker)_read"), \(result.schema), 'usage')", base) == [
                    ["f"]
                ])
        #expect(try texts("select count(*) from \(identifier: result.schema).salts", base) == [["0"]])
        let row = try #require(SubscriptionOverview.list(in: base).first)
        #expect(row.subscriptionStatus == "REVOKED" && row.grantStatus == "REVOKED")
        #expect(try SubscriptionEnd.revoked.end(result.subscriptionID, in: base) == [])
    }

    @Test("an open transaction of the consumer does not keep a share from being revoked")
    func revokedWhileRead() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let result = try world.share(base)
        let view: SQL = "\(identifier: result.schema, result.view)"
        try base.execute("create view \(raw: "\(world.taker)_data").copie as select * from \(sql: view)")
        let reader = try Connection(to: world.login("app", of: world.taker))
        try reader.execute("begin")
        _ = try reader.query("select from \(sql: view)")
        let holder = try Connection(to: world.login("etl", of: world.taker))
        try holder.execute("begin")
        try holder.execute("prepare later as select from \(raw: "\(world.taker)_data").copie")
        let changes = try SubscriptionEnd.revoked.end(result.requestID, in: base)
        #expect(changes.contains("drop share '\(result.schema).\(result.view)'"))
        #expect(throws: (any Error).self) { _ = try reader.query("select from \(sql: view)") }
        #expect(throws: (any Error).self) { try holder.execute("execute later") }
    }

    @Test("a share that a superuser holds is closed at once, and dropped when revoked again")
    func revokedWhileDumped() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let result = try world.share(base)
        let view: SQL = "\(identifier: result.schema, result.view)"
        let dump = try world.database.connect()
        try dump.execute("begin")
        try dump.execute("lock table only \(sql: view) in access share mode")
        let failure = #expect(throws: MeshFailure.self) {
            _ = try SubscriptionEnd.revoked.end(result.subscriptionID, in: base)
        }
        #expect(failure == .shareInUse("\(result.schema).\(result.view)"))
        let reader = try Connection(to: world.login("app", of: world.taker))
        #expect(try refusal(of: "select from \(sql: view)", reader) == .insufficientPrivilege)
        try dump.execute("rollback")
        let changes = try SubscriptionEnd.revoked.end(result.subscriptionID, in: base)
        #expect(changes == ["drop share '\(result.schema).\(result.view)'"])
        // The name is free for another share, which revoking the old one again does not touch.
        let second = try world.share(base)
        #expect(second.view == result.view)
        #expect(try SubscriptionEnd.revoked.end(result.subscriptionID, in: base) == [])
        #expect(try texts("select count(*) from \(sql: view)", reader) == [["2"]])
    }

    @Test("an approval is repeated by the subscription's identifier as well")
    func bySubscription() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let result = try world.share(base)
        try base.execute("drop view \(identifier: result.schema, result.view)")
        let approved = try world.database.installation.approve(
            Approval(requestID: result.subscriptionID, filters: ["ille-et-vilaine", "masques"]))
        #expect(approved.failure == nil && !approved.result.changes.isEmpty)
        #expect(approved.result.consumer == world.taker)
        #expect(try SubscriptionOverview.list(in: base).first?.grantStatus == "GRANTED")
    }

    @Test("after a revocation the project may ask again and gets a new share")
    func again() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let first = try world.share(base)
        _ = try SubscriptionEnd.cancelled.end(first.subscriptionID, in: base)
        let request = try world.ask(base)
        #expect(request.outcome == .asked)
        let second = try world.share(base)
        #expect(second.subscriptionID != first.subscriptionID)
        #expect(
            try SubscriptionOverview.list(of: world.taker.text, in: base).map(\.grantStatus) == [
                "GRANTED", "REVOKED",
            ])
    }

    @Test("an approval that cannot be carried out changes nothing")
    func atomic() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let request = try world.ask(base)
        let state: SQL = """
            select (select count(*) from socle.audit_events), (select count(*) from pg_class),
                (select count(*) from mesh.subscriptions), (select string_agg(status, ' ') from mesh.subscription_requests)
            """
        let before = try texts(state, base)
        // The mesh still believes it to be a text; the approval looks at the real column.
        try base.execute(
            "alter table \(raw: world.schema).equipements alter column departement type boolean using null")
        let failure = #expect(throws: MeshFailure.self) {
            _ = try Approval(requestID: request.requestID, filters: ["masques", "ille-et-vilaine"]).carryOut(
                in: base)
        }
        #expect(failure?.code == "MES203")
        // A failure after the view was made takes the view back as well.
        try base.execute("alter table mesh.subscription_grants add constraint broken check (false)")
        #expect(throws: ServerFailure.self) {
            _ = try Approval(requestID: request.requestID, filters: ["masques"]).carryOut(in: base)
        }
        #expect(try texts(state, base) == before)
    }

    @Test("a refused request stays refused")
    func rejected() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let request = try world.ask(base)
        try SubscriptionRequest.reject(request.requestID, comment: "Non.", in: base)
        try SubscriptionRequest.reject(request.requestID, comment: "Non.", in: base)
        let failure = #expect(throws: MeshFailure.self) {
            _ = try Approval(requestID: request.requestID).carryOut(in: base)
        }
        #expect(failure?.code == "MES304")
        #expect(try world.ask(base).outcome == .asked)
    }

    @Test("both sides' chains tell the same")
    func audit() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let result = try world.share(base)
        _ = try SubscriptionEnd.revoked.end(result.subscriptionID, in: base)
        for tenant in [world.giver, world.taker] {
            let actions = try texts(
                """
                select action from socle.audit_events join socle.tenants using (tenant_id)
                where identifier = \(tenant) and (action like 'subscription.%' or action like 'share.%')
                order by sequence
                """, base)
            #expect(
                actions.map { $0[0] } == [
                    "subscription.requested", "subscription.approved", "share.proved", "subscription.revoked",
                    "share.dropped",
                ])
        }
    }
}
