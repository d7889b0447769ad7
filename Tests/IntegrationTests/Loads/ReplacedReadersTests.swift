import Channels
import Glibc
import Ingestion
import Mesh
import Operations
import Postgres
import Settings
import Synchronization
import TestServer
import Testing
import Threads
import Vocabulary

@Suite("Readers of a table that is replaced", .database)
struct ReplacedReadersTests {
    /// What readers came to see.
    private struct Seen {
        var reads = 0
        var mixed: [String] = []
        var failures: [String] = []
    }

    @Test("eight of them see no error and no mixture while it is replaced a hundred times")
    func readers() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let share = try world.share(base)
        _ = try world.channel(.metabase, of: world.giver, base).enable(base: base, data: base)
        let schema = try Identifier(world.schema)
        let etl = try Connection(to: world.login("etl", of: world.giver))
        try etl.execute("create view \(identifier: schema).v as select id, nom from \(identifier: schema).equipements")
        try etl.execute("create view \(identifier: schema).w as select nom from \(identifier: schema).v where id > 0")
        let channel: [String] = try base.query(
            """
            select format('%I.%I', nspname, relname) from pg_class join pg_namespace on pg_namespace.oid = relnamespace
            where nspname = \("\(world.giver)_metabase") and relkind = 'v' limit 1
            """
        ) { row in try row[0] }
        let relations = [
            "\(schema).v", "\(schema).w", "\(share.schema).\(share.view)", try #require(channel.first),
            "\(schema).equipements",
        ]
        let file = "\(world.database.installation.settings.stateDirectory)/source.csv"
        func write(_ generation: Int) throws {
            let rows = (1...500).map { "\($0),génération \(generation),35,0299010203,2020-05-06,1.5\n" }.joined()
            try (("id,nom,departement,telephone,ouverture,prix\n") + rows).write(toPath: file)
        }
        let installation = world.database.installation
        let giver = world.giver
        func load(_ generation: Int) throws -> LoadReport {
            try write(generation)
            let request = LoadRequest(
                origin: .file(path: file), schema: schema, table: try Identifier("equipements"))
            return try installation.load(request, for: giver) { _ in }
        }
        _ = try load(0)
        let seen = Mutex(Seen())
        let isOver = Atomic(false)
        let parameters = try world.database.parameters
        let threads = (0..<8).compactMap { number in
            Thread {
                let relation = relations[number % relations.count]
                // Half of them stay in a transaction, whose locks they keep.
                let statements = number < 4 ? 1 : 3
                while !isOver.load(ordering: .relaxed) {
                    do {
                        let connection = try Connection(to: parameters)
                        for _ in 0..<50 where !isOver.load(ordering: .relaxed) {
                            let texts = try connection.transaction { connection in
                                try (0..<statements).map { _ in
                                    try connection.first(
                                        """
                                        select concat_ws(' ', count(*), count(distinct nom), min(nom))
                                        from \(raw: relation)
                                        """
                                    ) { row in try row[0] as String } ?? ""
                                }
                            }
                            seen.withLock { seen in
                                seen.reads += texts.count
                                let isWhole = texts.allSatisfy { $0.split(separator: " ")[1] == "1" }
                                // Whoever holds the table sees the same in all of his transaction.
                                if !isWhole || Set(texts).count > 1 { seen.mixed += texts }
                            }
                        }
                    } catch {
                        seen.withLock { $0.failures.append("\(error)") }
                    }
                }
            }
        }
        defer { for thread in threads { thread.join() } }
        defer { isOver.store(true, ordering: .relaxed) }
        var ways: [String: Int] = [:]
        for generation in 1...100 { ways[try load(generation).way ?? "", default: 0] += 1 }
        seen.withLock { seen in
            #expect(seen.failures == [])
            #expect(seen.mixed == [])
            #expect(seen.reads > 100)
            print(
                "readers: 100 replacements (\(ways)), \(seen.reads) reads by 8 readers, \(seen.mixed.count) mixed, "
                    + "\(seen.failures.count) failed")
        }
        #expect(ways == ["swap": 100])
    }
}

extension String {
    /// Writes the text as a file.
    fileprivate func write(toPath path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let bytes = Array(utf8)
        try #require(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
    }
}
