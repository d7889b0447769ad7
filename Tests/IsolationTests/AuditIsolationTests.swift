import Cryptography
import Dispatch
import FoundationEssentials
import Postgres
import TestServer
import Testing
import Vocabulary

@Suite("The audit chain against everybody", .database)
struct AuditIsolationTests {
    @Test("hashes computed here from the stored bytes are the stored ones, without gap, up to the head")
    func recomputed() throws {
        let neighbours = try Neighbours()
        let base = try neighbours.world.database.connect()
        let chains = try AuditChain.all(in: base)
        #expect(chains.filter { $0.events.count >= 4 }.count == 2)
        for chain in chains { #expect(try chain.faults() == []) }
        print("isolation: \(chains.map(\.events.count).reduce(0, +)) audit events recomputed byte by byte")
    }

    @Test("what was changed behind the chain's back is found, at the event where it was changed")
    func tampered() throws {
        let neighbours = try Neighbours()
        let base = try neighbours.world.database.connect()
        try base.execute("alter table socle.audit_events disable trigger all")
        let changes: [(SQL, [String])] = [
            ("detail = detail || ' '", ["hash of 2"]), ("class = 'access'", ["hash of 2"]),
            ("actor = 'somebody'", ["hash of 2"]),
            ("action = action || object, object = ''", ["hash of 2"]), ("occurred_at_us = 0", ["hash of 2"]),
            ("sha256 = sha256(sha256)", ["hash of 2", "link of 3"]),
            ("previous_sha256 = sha256(sha256)", ["hash of 2", "link of 2"]),
        ]
        for (change, faults) in changes {
            #expect(throws: Undone.self) {
                try base.transaction { base in
                    try base.execute("update socle.audit_events set \(sql: change) where sequence = 2")
                    for chain in try AuditChain.all(in: base) where chain.events.count > 2 {
                        #expect(try chain.faults() == faults, "\(change)")
                    }
                    throw Undone()
                }
            }
        }
        #expect(throws: Undone.self) {
            try base.transaction { base in
                try base.execute("delete from socle.audit_events where sequence = 2")
                for chain in try AuditChain.all(in: base) where chain.events.count > 2 {
                    #expect(try chain.faults() == ["gap before 3", "link of 3"])
                }
                throw Undone()
            }
        }
        #expect(throws: Undone.self) {
            try base.transaction { base in
                try base.execute(
                    """
                    delete from socle.audit_events using socle.audit_heads as heads
                    where heads.tenant_id = audit_events.tenant_id and heads.sequence = audit_events.sequence
                    """)
                for chain in try AuditChain.all(in: base) { #expect(try chain.faults() == ["head"]) }
                throw Undone()
            }
        }
    }

    /// Ends a transaction of which nothing is to stay.
    private struct Undone: Error {}

    @Test("nobody changes an event: roles have no right, and the superuser meets the trigger")
    func refused() throws {
        let neighbours = try Neighbours()
        let base = try neighbours.world.database.connect()
        let before = try texts("select * from socle.audit_events order by tenant_id, sequence", base)
        let changes: [SQL] = [
            "update socle.audit_events set detail = '{}'", "delete from socle.audit_events",
            "truncate socle.audit_events", "truncate socle.audit_events, socle.audit_heads cascade",
            "update socle.audit_heads set sequence = 0", "delete from socle.audit_heads", "truncate socle.audit_heads",
            "truncate socle.audit_segments",
            """
            insert into socle.audit_segments (tenant_id, first_sequence, last_sequence)
            select tenant_id, 1, 1 from socle.audit_heads limit 1
            """,
        ]
        let writes: [SQL] = [
            """
            insert into socle.audit_events
            select tenant_id, sequence + 1, 0, 'control', '', '', '', '', sha256, sha256 from socle.audit_heads
            """,
            "update socle.audit_anchors set pending_line = null", "delete from socle.audit_anchors",
            "insert into socle.audit_anchors values (1, 1, sha256('x'))",
            "insert into socle.audit_anchored_heads values ('socle', gen_random_uuid(), 1, 1, sha256('x'))",
            "update socle.audit_anchored_heads set number = 1", "delete from socle.audit_anchored_heads",
            "truncate socle.audit_anchors, socle.audit_anchored_heads",
            "update socle.audit_segments set last_sequence = 9", "delete from socle.audit_segments",
            "select from socle.expired_audit_runs((select tenant_id from socle.audit_heads limit 1), 10)",
            "alter table socle.audit_segments disable trigger all", "alter table socle.audit_heads disable trigger all",
            "alter table socle.audit_events disable trigger all", "drop table socle.audit_events",
            "drop trigger refuse_change on socle.audit_events", "drop function socle.refuse_audit_change() cascade",
            """
            create or replace function socle.refuse_audit_change() returns trigger language plpgsql
            as 'begin return new; end'
            """,
        ]
        let roles = neighbours.tenants.flatMap { tenant in
            (Neighbours.purposes + ["owner", "share", "write", "delete"]).map { "\(tenant)_\($0)" }
        }
        for role in roles + ["socle_runtime", "socle_etl", "socle_reader"] {
            let session = try neighbours.world.database.connect()
            try session.execute("set session authorization \(identifier: Identifier(role))")
            try session.execute("set default_transaction_read_only = off")
            for change in changes + writes {
                #expect(try refusal(of: change, session) == .insufficientPrivilege, "\(role): \(change)")
            }
        }
        for replication in ["origin", "replica", "local"] {
            try base.execute("set session_replication_role = \(raw: replication)")
            for change in changes {
                #expect(try refusal(of: change, base) == .insufficientPrivilege, "\(replication): \(change)")
            }
        }
        #expect(try texts("select * from socle.audit_events order by tenant_id, sequence", base) == before)
    }

    @Test("no login writes another tenant's loads, rejects, events or chain through the platform's functions")
    func forged() throws {
        let neighbours = try Neighbours()
        let (giver, taker) = (neighbours.world.giver, neighbours.world.taker)
        let base = try neighbours.world.database.connect()
        let victim = try neighbours.connect("etl", of: taker)
        let load = try beginLoad(of: taker, victim)
        let state: SQL = """
            select (select json_agg(loads order by load_id) from socle.loads)::text,
                (select json_agg(datasets order by dataset_id) from socle.datasets)::text,
                (select count(*) from socle.rejects), (select count(*) from socle.outbox),
                (select json_agg(heads order by tenant_id) from socle.audit_heads as heads)::text
            """
        let before = try texts(state, base)
        let etl = try neighbours.connect("etl", of: giver)
        let forgeries: [(SQL, SQLState?)] = [
            ("socle.begin_load(\("\(taker)_data"), 'places', 's', 'append')", .insufficientPrivilege),
            ("socle.begin_load(\("\(giver)_share"), 't', 's', 'append')", .insufficientPrivilege),
            ("socle.begin_load(\("\(giver)_metabase"), 't', 's', 'append')", .insufficientPrivilege),
            ("socle.begin_load('socle', 'loads', 's', 'append')", .insufficientPrivilege),
            ("socle.begin_load('public', 't', 's', 'append')", .insufficientPrivilege),
            ("socle.describe_load(\(load), 'x', 1, '{}')", nil),
            ("socle.record_rejects(\(load), '[{\"reason\": \"r\"}]')", .insufficientPrivilege),
            ("socle.finish_load(\(load), 0, 0, 0, 0, '[]')", .insufficientPrivilege),
            ("socle.end_load(\(load), 'failed', 'c', 'f')", nil),
            ("socle.hold_dataset(\(load))", .insufficientPrivilege),
            ("socle.dataset_holder(\(load))", nil),
            ("socle.release_dataset(\(load))", nil),
            ("socle.record_chunk(\(load), '{[0,1)}', 1)", .insufficientPrivilege),
            ("socle.take_over_chunks(\(load), \(load))", .insufficientPrivilege),
            ("socle.record_repairs(\(load), '[]')", .insufficientPrivilege),
            ("socle.mark_replayed(\(load), \(load), null)", .insufficientPrivilege),
            ("socle.load_tables(\(load))", .insufficientPrivilege),
            ("socle.hold_tables(\(load), '1s')", .insufficientPrivilege),
            ("socle.exchange_tables(\(load))", .insufficientPrivilege),
            ("socle.swap_load(\(load), '1s')", .insufficientPrivilege),
            ("socle.same_content(\(load))", nil),
        ]
        for (forgery, wanted) in forgeries {
            #expect(try refusal(of: "select \(sql: forgery)", etl) == wanted, "\(forgery)")
        }
        #expect(try texts("select * from socle.same_content(\(load))", etl) == [])
        #expect(try texts("select * from socle.dataset_holder(\(load))", etl) == [])
        #expect(try texts(state, base) == before)
        // The same calls change something where they are the login's own.
        try victim.execute("select socle.finish_load(\(load), 0, 0, 0, 0, '[]')")
        #expect(try texts(state, base) != before)
        // And whoever the session acts as, the chain names the login.
        let actors = try texts(
            "select distinct actor from socle.audit_events where action = 'load.finished' order by 1", base)
        #expect(actors.map { $0[0] } == ["\(giver)_etl", "\(taker)_etl"].sorted())
    }

    @Test("eight writers at once make one chain")
    func concurrent() throws {
        let database = TestDatabase.current
        let tenant = UUID()
        let parameters = try database.parameters
        DispatchQueue.concurrentPerform(iterations: 8) { writer in
            do {
                let connection = try Connection(to: parameters)
                for number in 1...10 {
                    try connection.execute(
                        "select socle.append_audit(\(tenant), 'control', 'test', \("\(writer)"), \("{\"é\": \(number)}"))"
                    )
                }
            } catch {
                Issue.record(error)
            }
        }
        let chain = try #require(AuditChain.all(in: database.connect()).first)
        #expect(try chain.faults() == [] && chain.events.count == 80)
    }
}

/// A chain as it is stored.
private struct AuditChain {
    struct Event {
        let tenantID: UUID
        let sequence: Int64
        let occurredAt: Int64
        let texts: [String]
        let previous: [UInt8]
        let hash: [UInt8]

        /// The hash over what docs/audit.md says, field by field.
        func computed() throws -> [UInt8] {
            let identity = withUnsafeBytes(of: tenantID.uuid) { [UInt8]($0) }
            var bytes = Array("socle audit 1".utf8) + identity + Self.bytes(sequence) + Self.bytes(occurredAt)
            for text in texts { bytes += Self.bytes(Int32(text.utf8.count)) + Array(text.utf8) }
            return try SHA256.hash(bytes + previous)
        }

        private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
            withUnsafeBytes(of: number.bigEndian) { [UInt8]($0) }
        }
    }

    let events: [Event]
    let head: (sequence: Int64, hash: [UInt8])

    static func all(in base: borrowing Connection) throws -> [AuditChain] {
        let heads = try base.query("select tenant_id, sequence, sha256 from socle.audit_heads") { row in
            (try row[0] as UUID, try row[1] as Int64, try row[2] as [UInt8])
        }
        return try heads.map { tenantID, sequence, hash in
            let events = try base.query(
                """
                select sequence, occurred_at_us, class, actor, action, object, detail, previous_sha256, sha256
                from socle.audit_events where tenant_id = \(tenantID) order by sequence
                """
            ) { row in
                Event(
                    tenantID: tenantID, sequence: try row[0], occurredAt: try row[1],
                    texts: [try row[2], try row[3], try row[4], try row[5], try row[6]], previous: try row[7],
                    hash: try row[8])
            }
            return AuditChain(events: events, head: (sequence, hash))
        }
    }

    /// What is wrong with it, in its order.
    func faults() throws -> [String] {
        var faults: [String] = []
        var last: (sequence: Int64, hash: [UInt8]) = (0, [UInt8](repeating: 0, count: 32))
        for event in events {
            if event.sequence != last.sequence + 1 { faults.append("gap before \(event.sequence)") }
            if try event.computed() != event.hash { faults.append("hash of \(event.sequence)") }
            if event.previous != last.hash { faults.append("link of \(event.sequence)") }
            last = (event.sequence, event.hash)
        }
        if last != head { faults.append("head") }
        return faults
    }
}
