import Formats
import Testing

/// `dialects/`: real files of every dialect, with what people say they are.
@Suite(.enabled(if: RealData.isThere, "SOCLE_REAL_DATA names no folder"))
struct DialectTests {
    struct Annotation {
        let file: String
        let encoding: String
        let delimiter: UInt8
        let quote: UInt8
        let hasBackslash: Bool
    }

    /// Encodings that the product reads.
    private static let supported: Set<String> = ["utf8", "utf16", "ansi"]

    private static func annotations() -> [Annotation] {
        let bytes: [String: UInt8] = [
            "comma": UInt8(ascii: ","), "semicolon": UInt8(ascii: ";"), "tab": UInt8(ascii: "\t"),
            "vslash": UInt8(ascii: "|"), "nsign": UInt8(ascii: "#"), "space": UInt8(ascii: " "),
            "colon": UInt8(ascii: ":"), "doublequote": UInt8(ascii: "\""), "singlequote": UInt8(ascii: "'"),
        ]
        let text = String(decoding: RealData.bytes("dialects/annotations.txt"), as: UTF8.self)
        return text.split(separator: "\n").dropFirst(2).compactMap { line in
            let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            guard fields.count >= 4, let delimiter = bytes[fields[2]], let quote = bytes[fields[3]] else {
                return nil
            }
            return Annotation(
                file: fields[0], encoding: fields[1], delimiter: delimiter, quote: quote,
                hasBackslash: fields.count > 4 && fields[4] == "backslash")
        }
    }

    @Test("nearly every delimiter of the annotated files is found")
    func delimiters() throws {
        let annotations = Self.annotations().filter { Self.supported.contains($0.encoding) }
        try #require(annotations.count > 100)
        var right = 0
        for annotation in annotations {
            let found: UInt8?
            do {
                let source = try FileSource(path: RealData.path("dialects/files/" + annotation.file))
                let plan = try SourcePlan(sniffing: source)
                guard let dialect = plan.format.dialect else {
                    print("  \(annotation.file): read as JSON")
                    continue
                }
                found = plan.tables[0].width == 1 ? nil : dialect.delimiter
            } catch {
                print("  \(annotation.file): \(error)")
                continue
            }
            let bytes = RealData.bytes("dialects/files/" + annotation.file)
            // Where the delimiter does not occur, one column is right whatever it would be.
            if found == annotation.delimiter || found == nil && !bytes.contains(annotation.delimiter) {
                right += 1
            } else {
                let shown = found.map { String(Unicode.Scalar($0)) } ?? "none"
                print("  \(annotation.file): '\(shown)' instead of '\(Unicode.Scalar(annotation.delimiter))'")
            }
        }
        Score.print("dialects", "files whose delimiter is the annotated one", right, annotations.count)
        #expect(right * 100 >= annotations.count * 95)
    }

    @Test("nearly all files give the cells that their annotated dialect gives")
    func cells() throws {
        let annotations = Self.annotations().filter { Self.supported.contains($0.encoding) }
        try #require(annotations.count > 100)
        var right = 0
        for annotation in annotations {
            if let problem = try Self.problem(annotation) {
                print("  \(annotation.file): \(problem)")
            } else {
                right += 1
            }
        }
        Score.print("dialects", "files whose cells equal those of the annotated dialect", right, annotations.count)
        #expect(right * 100 >= annotations.count * 97)
    }

    /// How the rows of a file differ from those of its annotated dialect, or nil.
    ///
    /// Rows that the plan names as titles, header, totals or remarks are not compared.
    private static func problem(_ annotation: Annotation) throws -> String? {
        let source = try FileSource(path: RealData.path("dialects/files/" + annotation.file))
        let plan: SourcePlan
        do {
            plan = try SourcePlan(sniffing: source)
        } catch {
            return "\(error)"
        }
        var reference = ReferenceRecords(
            RealData.bytes("dialects/files/" + annotation.file), delimiter: annotation.delimiter,
            quote: annotation.quote, hasBackslash: annotation.hasBackslash)
        let records = reference.records()
        for (index, table) in plan.tables.enumerated() {
            let bounds = table.bounds
            let expected = records.filter {
                $0.line >= bounds.firstDataRow && $0.line <= bounds.lastDataRow ?? .max
                    && !bounds.totals.contains($0.line)
            }
            let rows = try RawRows(plan, of: source, table: index + 1)
            var found: [[String]] = []
            while let row = try rows.next() { found.append(trimmed(row.map(shown))) }
            found.removeAll { $0.isEmpty }
            for (row, record) in zip(found, expected) where row != trimmed(record.cells) {
                return "line \(record.line): \(row) instead of \(record.cells)"
            }
            if found.count != expected.count { return "\(found.count) rows instead of \(expected.count)" }
        }
        return nil
    }

    /// A cell as the reference has it; `\xNN` stands for a byte that the encoding has no character for.
    private static func shown(_ cell: String) -> String {
        ReferenceRecords.shown(cell.replacing(/\\x[89A-F][0-9A-F]/, with: "").utf8)
    }

    /// A row without empty cells at its end.
    private static func trimmed(_ cells: [String]) -> [String] {
        Array(cells[..<((cells.lastIndex { !$0.isEmpty } ?? -1) + 1)])
    }
}
