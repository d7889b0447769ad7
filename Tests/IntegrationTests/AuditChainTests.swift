import Audit
import Dispatch
import FoundationEssentials
import Glibc
import Operations
import Postgres
import Settings
import Synchronization
import TestServer
import Testing
import Vocabulary

@Suite("The audit chain in the database", .database)
struct AuditChainTests {
    /// Every chain of the test's database, judged.
    private func verdicts(_ connection: borrowing Connection) throws -> [ChainVerdict] {
        let database = try Identifier(TestDatabase.current.name)
        var verdicts: [ChainVerdict] = []
        for chain in try AuditChain.all(in: connection, database: database) {
            verdicts.append(try chain.verify(in: connection))
        }
        return verdicts
    }

    private func append(_ tenant: UUID, _ object: String, _ connection: borrowing Connection) throws {
        try connection.execute("select socle.append_audit(\(tenant), 'control', 'test.done', \(object), '{\"é\": 1}')")
    }

    @Test("an event is dated by the server's clock and bears its login, whatever the session is set to")
    func facts() throws {
        let connection = try TestDatabase.current.connect()
        let tenant = UUID()
        try connection.transaction { connection in
            try connection.execute("set local time zone 'Pacific/Kiritimati'")
            try connection.execute("set local role socle_runtime")
            try append(tenant, "a", connection)
            try connection.execute("select pg_sleep(0.01)")
            try append(tenant, "b", connection)
        }
        let rows = try connection.query(
            """
            select actor, abs(occurred_at_us - extract(epoch from clock_timestamp()) * 1000000) < 60000000,
                occurred_at_us - lag(occurred_at_us, 1, 0::bigint) over (order by sequence) >= 10000
            from socle.audit_events where tenant_id = \(tenant) order by sequence
            """
        ) { row in (try row[0] as String, try row[1] as Bool, try row[2] as Bool) }
        #expect(rows.map(\.0) == ["socle_provisioner", "socle_provisioner"])
        #expect(rows.allSatisfy { $0.1 && $0.2 })
        // What only the sealing of segments tells cannot be said by a caller.
        #expect(
            try refusal(of: "select socle.append_audit(\(tenant), 'proof', 'audit.purged', '1-1', '{}')", connection)
                == .insufficientPrivilege)
        #expect(
            try refusal(of: "select socle.append_audit(\(tenant), 'other', 'test.done', 'o', '{}')", connection)
                == .checkViolation)
        #expect(try verdicts(connection).map(\.last) == [2])
    }

    @Test("a superuser inserts no event of another time, login, place or hash, and a true one moves the head")
    func forged() throws {
        let connection = try TestDatabase.current.connect()
        let tenant = UUID()
        try append(tenant, "a", connection)
        /// Inserts an event that follows the head but for what is given.
        func insert(
            sequence: SQL = "sequence + 1", age: String = "0", actor: SQL = "session_user::text",
            action: String = "test.done", previous: SQL = "sha256", hashed: String = "o"
        ) throws -> SQLState? {
            try refusal(
                of: """
                    insert into socle.audit_events
                    select tenant_id, number, us, 'control', actor, \(action), 'o', '{}', previous,
                        socle.audit_hash(
                            tenant_id, number, us, 'control', actor, \(action), \(hashed), '{}', previous)
                    from (
                        select tenant_id, \(sql: sequence) as number, \(sql: actor) as actor, \(sql: previous) as previous,
                            (extract(epoch from clock_timestamp() - \(age)::interval) * 1000000)::bigint as us
                        from socle.audit_heads where tenant_id = \(tenant)
                    ) as head
                    """, connection)
        }
        for replication in ["origin", "replica", "local"] {
            try connection.execute("set session_replication_role = \(raw: replication)")
            for age in ["3 years", "1 minute", "-1 minute"] {
                #expect(try insert(age: age) == .insufficientPrivilege, "\(replication) \(age)")
            }
            for sequence in ["sequence", "sequence + 2", "-1", "9223372036854775807"] {
                // The place of an event that is there is taken, whatever else is right.
                let refused = try insert(sequence: SQL(raw: sequence))
                #expect(refused != nil, "\(replication) \(sequence)")
            }
            #expect(try insert(actor: "'somebody'") == .insufficientPrivilege)
            #expect(try insert(action: "audit.purged") == .insufficientPrivilege)
            #expect(try insert(previous: "sha256(sha256)") == .insufficientPrivilege)
            #expect(try insert(hashed: "x") == .insufficientPrivilege)
        }
        try connection.execute("set session_replication_role = origin")
        // What is true may be said, and keeps nobody out.
        #expect(try insert() == nil)
        try append(tenant, "b", connection)
        let verdict = try #require(verdicts(connection).first)
        #expect(verdict.isSound && verdict.last == 3)
    }

    @Test("one bit flipped in every byte of every column of an event, a segment and a head is found")
    func flips() throws {
        let connection = try TestDatabase.current.connect()
        let tenant = UUID()
        try AgedChain.write(
            [("access", "2 years"), ("access", "400 days"), ("control", "300 days"), ("proof", "10 days")],
            of: tenant, in: connection)
        let database = try Identifier(TestDatabase.current.name)
        _ = try ExpiredEvents.purge(AuditChain(database: database, tenantID: tenant), in: connection)
        try append(tenant, "objet", connection)
        #expect(try verdicts(connection).allSatisfy(\.isSound))
        for table in ["events", "segments", "heads"] {
            try connection.execute("alter table socle.audit_\(raw: table) disable trigger all")
        }
        // A superuser can do that too.
        try connection.execute("alter table socle.audit_events drop constraint audit_events_class_check")
        var count = 0
        for (table, condition) in [
            ("events", "sequence = 3"), ("events", "sequence = 6"), ("segments", "true"), ("heads", "true"),
        ] {
            let columns = try connection.query(
                """
                select attname::text, format_type(atttypid, null) from pg_attribute
                where attrelid = \("socle.audit_\(table)")::regclass and attnum > 0
                """
            ) { row in (name: try row[0] as String, type: try row[1] as String) }
            try #require(columns.count == ["events": 10, "segments": 13, "heads": 3][table])
            for column in columns {
                let size: Int? = try connection.first(
                    """
                    select \(raw: column.type == "text" ? "octet_length" : "pg_column_size")(\(raw: column.name))
                    from socle.audit_\(raw: table) where \(raw: condition)
                    """
                ) { row in try row[0] }
                // The length word of a bytea is no part of it.
                let byteCount = try #require(size) - (column.type == "bytea" ? 1 : 0)
                for byte in 0..<byteCount {
                    #expect(throws: Undone.self) {
                        try connection.transaction(.repeatableRead) { connection in
                            let changed = try connection.execute(
                                """
                                update socle.audit_\(raw: table) set
                                \(raw: column.name) = \(raw: Self.flipped(column.name, column.type, byte))
                                where \(raw: condition)
                                """)
                            let isSeen = try verdicts(connection).contains { !$0.isSound }
                            #expect(changed == 1 && isSeen, "\(table).\(column.name), byte \(byte)")
                            throw Undone()
                        }
                    }
                    count += 1
                }
            }
        }
        print("audit: \(count) bits flipped in the tables, one in each byte of four rows; all found")
        #expect(count > 500)
        #expect(try verdicts(connection).allSatisfy(\.isSound))
    }

    /// The expression of a column with one bit changed.
    private static func flipped(_ column: String, _ type: String, _ byte: Int) -> String {
        func flip(_ bytes: String) -> String { "set_byte(\(bytes), \(byte), get_byte(\(bytes), \(byte)) # 1)" }
        return switch type {
        case "uuid": "encode(\(flip("uuid_send(\(column))")), 'hex')::uuid"
        case "bigint": "\(column) # (1::bigint << \(8 * byte))"
        case "text": "convert_from(\(flip("convert_to(\(column), 'UTF8')")), 'UTF8')"
        default: flip(column)
        }
    }

    /// Ends a transaction of which nothing is to stay.
    private struct Undone: Error {}

    @Test("thirty-two writers at once make one chain, and who gives up leaves no gap")
    func concurrent() throws {
        let tenant = UUID()
        let parameters = try TestDatabase.current.parameters
        let written = try atOnce(32) { writer in
            let connection = try Connection(to: parameters)
            var written = 0
            for number in 0..<20 {
                do {
                    try connection.transaction { connection in
                        try append(tenant, "\(writer).\(number)", connection)
                        if (writer + number).isMultiple(of: 5) { throw Undone() }
                    }
                    written += 1
                } catch is Undone {}
            }
            return written
        }.reduce(0, +)
        let verdict = try #require(verdicts(TestDatabase.current.connect()).first)
        #expect(verdict.isSound && verdict.clockSteps.isEmpty)
        #expect(verdict.events == written && verdict.last == Int64(written) && written == 512)
        print("audit: 32 connections wrote \(written) events and took back \(640 - written); one chain, no gap")
    }

    @Test("backends that are ended in the middle leave no gap")
    func terminated() throws {
        let tenant = UUID()
        let parameters = try TestDatabase.current.parameters
        let ended = try atOnce(8) { writer in
            var ended = 0
            for round in 0..<6 {
                let connection = try Connection(to: parameters)
                do {
                    for number in 0..<4 {
                        try connection.transaction { connection in
                            try append(tenant, "\(writer).\(round).\(number)", connection)
                            guard number == 3 else { return }
                            try Connection(to: parameters).execute(
                                "select pg_terminate_backend(\(Int(connection.processIdentifier)), 10000)")
                        }
                    }
                } catch is ConnectionFailure {
                    ended += 1
                }
            }
            return ended
        }.reduce(0, +)
        #expect(ended == 48)
        let verdict = try #require(verdicts(TestDatabase.current.connect()).first)
        #expect(verdict.isSound && verdict.events == 8 * 6 * 3 && verdict.last == 144)
    }

    @Test("the runtime reads every chain, and judges it")
    func runtime() throws {
        let connection = try TestDatabase.current.connect()
        try append(UUID(), "a", connection)
        try connection.execute("set session authorization socle_runtime")
        #expect(try verdicts(connection).map(\.isSound) == [true])
    }
}
