import Audit
import FoundationEssentials
import Postgres
import TestServer
import Testing
import Vocabulary

@Suite("Retention of the audit", .database)
struct AuditRetentionTests {
    private func chain(_ tenant: UUID) throws -> AuditChain {
        AuditChain(database: try Identifier(TestDatabase.current.name), tenantID: tenant)
    }

    private func sequences(_ chain: AuditChain, _ connection: borrowing Connection) throws -> [Int] {
        try connection.query(
            "select sequence from socle.audit_events where tenant_id = \(chain.tenantID) order by 1"
        ) { row in try row[0] }
    }

    private func seal(_ chain: AuditChain, _ runs: [(Int, Int)], _ connection: borrowing Connection) throws -> SQLState?
    {
        let rows: [SQL] = runs.map { "(\(chain.tenantID), \($0.0), \($0.1))" }
        return try refusal(
            of: """
                insert into socle.audit_segments (tenant_id, first_sequence, last_sequence)
                values \(sql: rows.joined(separator: ", "))
                """, connection)
    }

    /// Classes and ages of which the first three, the fifth and the seventh are over.
    private static let events = [
        ("proof", "8 years"), ("access", "8 years"), ("control", "4 years"), ("proof", "5 years"),
        ("access", "366 days"), ("control", "30 months"), ("access", "13 months"), ("access", "364 days"),
        ("control", "1 day"),
    ]

    @Test("events whose time is over go in runs, and what is left proves them")
    func purge() throws {
        let connection = try TestDatabase.current.connect()
        let chain = try chain(UUID())
        try AgedChain.write(Self.events, of: chain.tenantID, in: connection)
        let expired = try ExpiredEvents.inspect(chain, in: connection)
        #expect(expired.segments == 3 && expired.count == 5)
        #expect(try sequences(chain, connection) == Array(1...9))
        let purged = try ExpiredEvents.purge(chain, in: connection)
        #expect(purged == expired)
        #expect(purged.accessCount == 3 && purged.controlCount == 1 && purged.proofCount == 1)
        #expect(try sequences(chain, connection) == [4, 6, 8, 9, 10])
        let told = try connection.first(
            "select class, action, object, detail::json ->> 'events' from socle.audit_events where sequence = 10"
        ) { row in try (0..<4).map { try row[$0] as String } }
        #expect(told == ["proof", "audit.purged", "1-7", "5"])
        let verdict = try chain.verify(in: connection)
        #expect(verdict.isSound && verdict.segments == 3 && verdict.sealed == 5 && verdict.last == 10)
        // Nothing is left to do, and no second event says so.
        #expect(try ExpiredEvents.purge(chain, in: connection).count == 0)
        #expect(try sequences(chain, connection) == [4, 6, 8, 9, 10])
    }

    @Test("a purge in many steps is as provable as one, and so is a purge after it")
    func steps() throws {
        let connection = try TestDatabase.current.connect()
        let chain = try chain(UUID())
        let classes = ["access", "control", "access", "access", "proof"]
        try AgedChain.write((0..<40).map { (classes[$0 % 5], "800 days") }, of: chain.tenantID, in: connection)
        let purged = try ExpiredEvents.purge(chain, stepLimit: 7, in: connection)
        #expect(purged.accessCount == 24 && purged.count == 24)
        var verdict = try chain.verify(in: connection)
        #expect(verdict.isSound && verdict.sealed == 24 && verdict.events == 16 + 4)
        try AgedChain.write((0..<3).map { _ in ("access", "370 days") }, of: chain.tenantID, in: connection)
        #expect(try ExpiredEvents.purge(chain, in: connection).count == 3)
        verdict = try chain.verify(in: connection)
        #expect(verdict.isIntact && verdict.sealed == 27 && verdict.last == 48)
        // The events of the past came after those that tell of purges, which is how a test writes them.
        #expect(verdict.clockSteps.map(\.sequence) == [45])
    }

    @Test("the event that tells of a purge stays as long as its segments")
    func telling() throws {
        let connection = try TestDatabase.current.connect()
        let chain = try chain(UUID())
        try AgedChain.write([("access", "2 years")], of: chain.tenantID, in: connection)
        #expect(try ExpiredEvents.purge(chain, in: connection).count == 1)
        // Ten years later: what is written of that day is as old as it would be then.
        for table in ["events", "heads", "segments"] {
            try connection.execute("alter table socle.audit_\(raw: table) disable trigger all")
        }
        try connection.execute("update socle.audit_events set occurred_at_us = 1000")
        for table in ["events", "heads", "segments"] {
            for trigger in try texts(
                "select tgname from pg_trigger where tgrelid = \("socle.audit_\(table)")::regclass and not tgisinternal",
                connection)
            {
                try connection.execute(
                    "alter table socle.audit_\(raw: table) enable always trigger \(raw: trigger[0] ?? "")")
            }
        }
        #expect(try ExpiredEvents.inspect(chain, in: connection).count == 0)
        #expect(try seal(chain, [(2, 2)], connection) == .insufficientPrivilege)
    }

    @Test("the database seals nothing before its time, nothing that is not there, and nothing twice")
    func refused() throws {
        let connection = try TestDatabase.current.connect()
        let (chain, other) = (try chain(UUID()), try self.chain(UUID()))
        try AgedChain.write(Self.events, of: chain.tenantID, in: connection)
        try AgedChain.write(Self.events, of: other.tenantID, in: connection)
        #expect(try seal(chain, [(1, 3)], connection) == nil)
        for replication in ["origin", "replica", "local"] {
            try connection.execute("set session_replication_role = \(raw: replication)")
            // The tenth tells of the purge.
            for run in [(4, 4), (4, 5), (6, 7), (8, 8), (9, 9), (4, 9), (10, 10)] {
                #expect(try seal(chain, [run], connection) == .insufficientPrivilege, "\(replication) \(run)")
            }
            for runs in [[(0, 2)], [(1, 3)], [(3, 5)], [(11, 11)], [(3, 1)], [(-1, 3)]] {
                #expect(try seal(chain, runs, connection) == SQLState(rawValue: "22023"), "\(replication) \(runs)")
            }
            #expect(try seal(other, [(1, 2), (2, 3)], connection) == SQLState(rawValue: "22023"))
            #expect(
                try refusal(
                    of: """
                        insert into socle.audit_segments (tenant_id, first_sequence, last_sequence)
                        select tenant_id, 7, 7 from socle.audit_heads
                        """, connection) == SQLState(rawValue: "22023"))
            for change in [
                "delete from socle.audit_events", "delete from socle.audit_events where sequence = 1",
                "update socle.audit_segments set last_sequence = 9", "delete from socle.audit_segments",
                "truncate socle.audit_segments", "update socle.audit_heads set sequence = 3",
                "update socle.audit_heads set sequence = sequence + 1", "delete from socle.audit_heads",
                "truncate socle.audit_heads", "insert into socle.audit_heads values (gen_random_uuid(), 1)",
            ] {
                try #expect(refusal(of: SQL(raw: change), connection) == .insufficientPrivilege, "\(change)")
            }
        }
        try connection.execute("set session_replication_role = origin")
        // Under a segment nothing comes back unseen, and of what it says nothing can be given.
        let facts = try texts(
            "select access_count, control_count, proof_count, proof_sequence from socle.audit_segments", connection)
        #expect(facts == [["1", "1", "1", "10"]])
        #expect(
            try refusal(
                of: """
                    insert into socle.audit_segments
                    select tenant_id, 5, 5, 0, 0, 0, 0, 0, sha256, sha256, sha256, 0, 0 from socle.audit_heads
                    where tenant_id = \(chain.tenantID)
                    """, connection) == nil)
        #expect(try chain.verify(in: connection).isSound && other.verify(in: connection).isSound)
    }

    @Test("what was changed is not sealed, which would hide it for ever")
    func changed() throws {
        let connection = try TestDatabase.current.connect()
        let chain = try chain(UUID())
        try AgedChain.write(Self.events, of: chain.tenantID, in: connection)
        try connection.execute("alter table socle.audit_events disable trigger all")
        try connection.execute("update socle.audit_events set actor = 'nobody' where sequence = 2")
        try connection.execute("alter table socle.audit_events enable always trigger guard_delete")
        let failure = #expect(throws: AuditFailure.self) { try ExpiredEvents.purge(chain, in: connection) }
        #expect(failure == .changedEvents(chain, report: "event 2 is not what its hash says"))
        #expect(try sequences(chain, connection) == Array(1...9))
        #expect(try chain.verify(in: connection).integrity.kept == [.changedEvent(2)])
    }

    @Test("with a clock that is behind the newest event nothing is purged")
    func clock() throws {
        let connection = try TestDatabase.current.connect()
        let chain = try chain(UUID())
        try AgedChain.write(Self.events + [("control", "-1 hour")], of: chain.tenantID, in: connection)
        for body in [
            { try ExpiredEvents.purge(chain, in: $0) }, { try ExpiredEvents.inspect(chain, in: $0) },
        ] as [(borrowing Connection) throws -> ExpiredEvents] {
            let failure = #expect(throws: AuditFailure.self) { try body(connection) }
            #expect(failure?.code == "AUD101" && failure?.kind == .conflict)
        }
        // The database itself refuses too.
        #expect(try seal(chain, [(1, 3)], connection) == .objectNotReady)
        #expect(try sequences(chain, connection) == Array(1...10))
        #expect(try chain.verify(in: connection).isSound)
    }

    @Test("a year is a year of the calendar in UTC, wherever the session is")
    func calendar() throws {
        let connection = try TestDatabase.current.connect()
        for zone in ["UTC", "Pacific/Kiritimati", "America/Los_Angeles"] {
            try connection.execute("set time zone \(literal: zone)")
            let since = try texts(
                """
                select to_timestamp(socle.audit_kept_since(class, at::timestamptz) / 1000000) at time zone 'UTC'
                from (values ('access', '2028-02-29T12:00:00Z', 1), ('control', '2027-03-31T00:00:00Z', 2),
                    ('proof', '2027-01-01T00:00:00Z', 3), ('other', '2027-01-01T00:00:00Z', 4)) as t (class, at, place)
                order by place
                """, connection
            ).map { $0[0] }
            #expect(since == ["2027-02-28 12:00:00", "2024-03-31 00:00:00", "2020-01-01 00:00:00", nil])
        }
    }
}
