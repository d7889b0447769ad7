import Glibc
import Postgres
import TestServer
import Testing
import Vocabulary

@Suite("COPY", .database)
struct PostgresCopyTests {
    struct Stop: Error {}

    private func connection() throws -> Connection {
        let connection = try TestDatabase.current.connect()
        try connection.execute("create table t (a int primary key, b text)")
        return connection
    }

    private func count(_ connection: borrowing Connection) throws -> Int {
        try connection.first("select count(*) from t") { try $0[0] as Int } ?? -1
    }

    @Test("text goes in and comes out, cut anywhere")
    func text() throws {
        let connection = try connection()
        let copied = try connection.copyIn("copy t from stdin") { writer in
            for piece in ["1\tfi", "rst\n2\t\\", "N\n", "", "3\té\\\\\n"] { try writer.write(piece) }
        }
        #expect(copied == 3)
        var lines: [String] = []
        let read = try connection.copyOut("copy (select * from t order by a) to stdout") { bytes in
            lines.append(String(decoding: bytes, as: UTF8.self))
        }
        #expect(read == 3)
        #expect(lines == ["1\tfirst\n", "2\t\\N\n", "3\té\\\\\n"])
    }

    @Test("the encoder's rows are what the server reads, type by type")
    func binary() throws {
        let connection = try TestDatabase.current.connect()
        try connection.execute(
            """
            create table every (i2 smallint, i4 int, i8 bigint, f8 float8, b bool, d date, ts timestamp,
                tz timestamptz, u uuid, by bytea, n numeric, t text, nothing text)
            """)
        let rows = try connection.copyIn("copy every from stdin (format binary)") { writer in
            var encoder = BinaryCopyEncoder()
            encoder.appendHeader()
            encoder.beginRow(fieldCount: 13)
            encoder.append(int2: -2)
            encoder.append(int4: .min)
            encoder.append(int8: .max)
            encoder.append(float8: 0.1)
            encoder.append(bool: true)
            encoder.append(daysSince1970: 19_782)
            encoder.append(microsecondsSince1970: 1_709_164_800_000_001)
            encoder.append(microsecondsSince1970: -1)
            encoder.append(uuid: (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255))
            encoder.append(bytea: [0, 1, 255])
            try encoder.append(numeric: "-12345678901234567890.12345678901234567890")
            encoder.append("été")
            encoder.appendNull()
            encoder.appendTrailer()
            try writer.write(encoder)
        }
        #expect(rows == 1)
        let row = try #require(try connection.query("select * from every").first)
        #expect(
            (0..<13).map { row.text($0) } == [
                "-2", "-2147483648", "9223372036854775807", "0.1", "t", "2024-02-29",
                "2024-02-29 00:00:00.000001",
                "1969-12-31 23:59:59.999999+00", "00010203-0405-0607-0809-0a0b0c0d0eff", "\\x0001ff",
                "-12345678901234567890.12345678901234567890", "été", nil,
            ])
    }

    static let numbers = [
        "0", "-0.00", "1", "-1", "12.50", "10000", "10000.0001", "0.0001", "0.00001", "1e3", "1.5e-3",
        "99999999", "NaN",
        "1E+20", "123456789012345678901234567890.5", "0.100", "1e-20", "00012", ".5", "5.",
    ]

    @Test("numeric is encoded as the server itself encodes it")
    func numerics() throws {
        let connection = try TestDatabase.current.connect()
        try connection.execute("create table n (position int, n numeric)")
        _ = try connection.copyIn("copy n from stdin (format binary)") { writer in
            var encoder = BinaryCopyEncoder()
            encoder.appendHeader()
            for (index, number) in Self.numbers.enumerated() {
                encoder.beginRow(fieldCount: 2)
                encoder.append(int4: Int32(index))
                try encoder.append(numeric: number)
            }
            encoder.appendTrailer()
            try writer.write(encoder)
        }
        let texts = try connection.query("select n from n order by position") { try $0[0] as String }
        let wanted = try connection.query("select unnest(\(Self.numbers)::numeric[])::text") {
            try $0[0] as String
        }
        #expect(texts == wanted)
        let same = try connection.query(
            """
            select numeric_send(n) = numeric_send(wanted)
            from n
            join unnest(\(Self.numbers)::numeric[]) with ordinality as w (wanted, place)
                on place = position + 1
            """
        ) { try $0[0] as Bool }
        #expect(same == Array(repeating: true, count: Self.numbers.count))
    }

    @Test("a closure that throws leaves no row, and the connection goes on")
    func givingUp() throws {
        let connection = try connection()
        #expect(throws: Stop.self) {
            try connection.copyIn("copy t from stdin") { writer in
                for number in 1...10_000 { try writer.write("\(number)\tx\n") }
                throw Stop()
            }
        }
        #expect(try count(connection) == 0)
        try connection.transaction { connection in
            try connection.execute("insert into t values (1)")
            #expect(throws: Stop.self) {
                try connection.transaction { connection in
                    _ = try connection.copyIn("copy t from stdin") { writer in
                        try writer.write("2\tx\n")
                        throw Stop()
                    }
                }
            }
        }
        #expect(try count(connection) == 1)
    }

    @Test("data that the server refuses is its failure, with the line")
    func refusal() throws {
        let connection = try connection()
        let failure = #expect(throws: ServerFailure.self) {
            try connection.copyIn("copy t from stdin") { writer in
                try writer.write("1\ta\nx\tb\n")
                // More than all buffers hold: the writer must not be stuck.
                let chunk = [UInt8](repeating: 0x61, count: 1 << 20)
                for _ in 0..<20 { try writer.write(chunk) }
            }
        }
        #expect(failure?.sqlState == .invalidTextRepresentation)
        #expect(failure?.context?.contains("line 2") == true)
        #expect(try count(connection) == 0)
    }

    @Test("a reader that throws stops the server and keeps the connection")
    func leaving() throws {
        let connection = try connection()
        var pieces = 0
        #expect(throws: Stop.self) {
            try connection.copyOut(
                "copy (select repeat('x', 1000) from generate_series(1, 5000000)) to stdout"
            ) { _ in
                pieces += 1
                if pieces == 10 { throw Stop() }
            }
        }
        #expect(pieces == 10)
        #expect(try count(connection) == 0)
    }

    @Test("a server's failure in the middle of reading is thrown")
    func failingRead() throws {
        let connection = try connection()
        let failure = #expect(throws: ServerFailure.self) {
            try connection.copyOut(
                "copy (select 1 / (5000 - i) from generate_series(1, 10000) as i) to stdout"
            ) { _ in }
        }
        #expect(failure?.sqlState.rawValue == "22012")
        #expect(try count(connection) == 0)
    }

    @Test("a statement of the wrong kind is refused and leaves the connection usable")
    func wrongKind() throws {
        let connection = try connection()
        #expect(throws: PostgresFailure.self) { try connection.copyIn("select 1") { _ in } }
        #expect(throws: PostgresFailure.self) { try connection.copyIn("copy t to stdout") { _ in } }
        #expect(throws: PostgresFailure.self) { try connection.copyOut("copy t from stdin") { _ in } }
        #expect(throws: PostgresFailure.self) { try connection.execute("copy t from stdin") }
        #expect(throws: PostgresFailure.self) { try connection.query("copy t to stdout") }
        #expect(throws: PostgresFailure.self) {
            try connection.executeScript("select 1; copy t from stdin; select 2")
        }
        #expect(throws: PostgresFailure.self) {
            try connection.executeScript("select 1; copy t to stdout; select 2")
        }
        #expect(throws: ServerFailure.self) { try connection.copyIn("copy nowhere from stdin") { _ in } }
        #expect(try count(connection) == 0)
    }

    @Test("a server that dies in the middle of a COPY is a lost connection")
    func death() throws {
        let connection = try connection()
        let other = try TestDatabase.current.connect()
        let failure = #expect(throws: ConnectionFailure.self) {
            try connection.copyIn("copy t from stdin") { writer in
                try writer.write("1\ta\n")
                try other.execute("select pg_terminate_backend(\(connection.processIdentifier))")
                usleep(100_000)
                let line = Array("2\tb\n".utf8)
                for _ in 0..<100_000 { try writer.write(line) }
            }
        }
        #expect(failure?.code == "PGS107")
        #expect(try count(other) == 0)
    }

    @Test("a connection that is used during its own COPY stops the program")
    func reentrance() async throws {
        let parameters = try TestDatabase.current.parameters
        await #expect(processExitsWith: .failure) {
            [
                host = try #require(parameters.host) as String, port = try #require(parameters.port) as Int,
                database = try #require(parameters.database) as String,
                user = try #require(parameters.user) as String,
                password = (parameters.password ?? "") as String
            ] in
            do {
                let connection = try Connection(
                    to: ConnectionParameters(
                        host: host, port: port, database: database, user: user,
                        password: password.isEmpty ? nil : password))
                try connection.execute("create table t (a int)")
                try connection.copyIn("copy t from stdin") { _ in try connection.execute("select 1") }
            } catch {
                // A failure is not the stop that is wanted: end well, and so fail the test.
            }
        }
    }
}
