import Formats
import FoundationEssentials
import Glibc
import Ingestion
import Postgres
import Subprocess
import TestServer
import Testing
import Vocabulary

/// `socle source cat` prints byte by byte what COPY prints of the table that a load of the file makes, with times in UTC.
@Suite("Printed rows", .database)
struct PrintedRowsTests {
    /// Files in which every type and every mark of CSV occurs, whole and broken, named for what is in them.
    private static let samples: [(name: String, text: String)] = [
        ("numbers", "n;d;p;g;x\n1;3;12,5 %;1 234,50;1e3\n-2;3,5;7 %;12,00;-2.5E-7\n0;-0,25;100 %;0;1e300\n"),
        ("declared", "a,b,c\n1.0,1.50,9007199254740993\n2.25,2,12345678901234567890.5\n,,\n"),
        ("codes", "code_commune;nom\n1004;Ambérieu\n13001;Aix\n6114;\"\"\n75056;\" x \"\n"),
        (
            "times",
            "jour;instant;moment;heure\n31/12/1999;2024-02-29 10:00:00.5;2024-01-31T23:30:00+02:00;08:05\n"
                + "01/01/2000;2024-03-01 00:00:00;2024-01-31T23:30:00.123456Z;23:59:59\n"
        ),
        ("words", "ok,mot\noui,\"a, \"\"b\"\"\"\nnon,\"deux\nlignes\"\noui,\\.\n,\"retour\rici\"\n"),
        ("one column", "mot\n\\.\n\"\\.\"\nfin\nautre\n"),
        ("secrets", "ville;revenu\nBrest;12,5\nLaon;s\nVire;nd\nDole;7\n"),
        ("ragged", "a;b;c\n1;2;3\n4;5\n6;7;8;;\n9;10;11;12\n"),
        (
            "documents",
            "[{\"a\":{\"zz\":1,\"b\":[1.50,null,{\"é\":\"\\u0001\\b\\\"\"}],\"b\":2},\"n\":1.0,\"t\":\"\",\"o\":true},"
                + "{\"a\":[],\"n\":2e2,\"t\":null,\"o\":false}]"
        ),
        ("lines", "{\"n\":1,\"x\":{\"y\":\"é\"}}\n{\"n\":-2.50,\"x\":{\"y\":\"a,b\"}}\n"),
    ]

    @Test("are those of the loaded table in every form")
    func samples() throws {
        let bench = try LoadBench()
        for (index, sample) in Self.samples.enumerated() {
            try bench.write(sample.text)
            let difference = try Self.difference(bench, "t\(index)")
            #expect(difference == nil, "\(sample.name): \(difference ?? "")")
        }
        print("\(Self.samples.count) files printed as they are loaded")
    }

    @Test("are those of the loaded table for files of others", .enabled(if: getenv("SOCLE_REAL_DATA") != nil))
    func filesOfOthers() throws {
        let folder = String(cString: getenv("SOCLE_REAL_DATA"))
        let bench = try LoadBench()
        var same = 0
        var refused = 0
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder).sorted() {
            let file = "\(folder)/\(path)"
            guard let source = try? FileSource(path: file), (try? SourcePlan(sniffing: source)) != nil else {
                refused += 1
                continue
            }
            do {
                try Data(contentsOf: URL(filePath: file)).write(to: URL(filePath: bench.file))
                let difference = try Self.difference(bench, "f\(same)")
                #expect(difference == nil, "\(path): \(difference ?? "")")
                same += 1
            } catch let failure as LoadFailure {
                print("  \(path): \(failure.message)")
                refused += 1
            }
        }
        print("\(same) files printed as they are loaded, \(refused) refused")
    }

    /// The first line that differs, or nil.
    private static func difference(_ bench: LoadBench, _ table: String) throws -> String? {
        _ = try bench.load(table: table, budget: .percent(100))
        let connection = try bench.database.connect()
        try connection.execute("set timezone = 'UTC'")
        var bytes: [UInt8] = []
        try connection.copyOut("copy \(sql: bench.name(table)) to stdout (format csv, header)") { bytes += $0 }
        let output = bench.file + ".printed"
        _ = try Subprocess(
            "/bin/sh", ["-c", "\"$0\" source cat \"$1\" >\"$2\"", SocleRun.program, bench.file, output]
        ).run()
        let printed = [UInt8](try Data(contentsOf: URL(filePath: output)))
        if printed == bytes { return nil }
        // A table keeps rows where they find room, in no order.
        let lines = [bytes, printed].map { text in
            text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                .sorted { $0.lexicographicallyPrecedes($1) }
        }
        if lines[0] == lines[1] { return nil }
        let (index, pair) = zip(lines[0], lines[1]).enumerated().first { $1.0 != $1.1 } ?? (-1, ([], []))
        let shown = [pair.0, pair.1].map { String(decoding: $0.prefix(400), as: UTF8.self) }
        return "line \(index + 1) of \(lines[0].count) and \(lines[1].count): \(shown[0]) is printed as \(shown[1])"
    }
}
