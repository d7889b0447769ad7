import Formats
import Testing

/// What is written in a dialect is read back as it was, whatever the dialect and wherever the bytes are cut.
@Suite struct DialectRoundTripTests {
    @Test("random tables in random dialects are read back cell by cell", arguments: 1...60)
    func roundTrip(_ seed: Int) throws {
        var dice = Dice(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
        for _ in 0..<12 {
            let dialect = Self.dialect(&dice)
            let encoding = TextEncoding.allCases.randomElement(using: &dice) ?? .utf8
            let width = Int.random(in: 2...9, using: &dice)
            let rows = (0..<Int.random(in: 1...30, using: &dice)).map { _ in
                (0..<width).map { index in Self.cell(dialect, encoding, isFirst: index == 0, &dice) }
            }
            let bytes = encode(Self.text(rows, dialect, &dice), as: encoding, mark: encoding.isWide)
            let step = [1, 7, 63, 64, 65, 4096].randomElement(using: &dice) ?? 1
            let loading = try Self.load(bytes, dialect, encoding, width: width, step: step)
            #expect(loading.rows == rows.map { $0.map { Self.isBlank($0) ? nil : $0 } }, "\(dialect) \(encoding)")
            #expect(loading.rejects.isEmpty && loading.repairs.isEmpty, "\(dialect) \(encoding)")
        }
    }

    /// Whether a cell has nothing that anybody sees, and therefore no value.
    private static func isBlank(_ cell: String) -> Bool {
        cell.unicodeScalars.allSatisfy { " \t\r\n".unicodeScalars.contains($0) }
    }

    /// Loads by a plan of text columns alone.
    private static func load(
        _ bytes: [UInt8], _ dialect: Dialect, _ encoding: TextEncoding, width: Int, step: Int
    ) throws -> (rows: [[String?]], rejects: [Reject], repairs: [Repair]) {
        let columns = (1...width).map { PlanColumn(name: "c\($0)", label: "", field: $0, type: .text) }
        let plan = SourcePlan(
            encoding: encoding, format: .delimited(dialect),
            tables: [TablePlan(bounds: TableBounds(firstDataRow: 1), width: width, columns: columns)])
        let reader = try plan.reader(of: TrickleSource(bytes, step: step))
        var batch = RowBatch(target: 500)
        var loaded: (rows: [[String?]], rejects: [Reject], repairs: [Repair]) = ([], [], [])
        while try reader.read(into: &batch) {
            loaded.rows += batch.cells
            loaded.rejects += batch.rejects
            loaded.repairs += batch.repairs
        }
        return loaded
    }

    private static func dialect(_ dice: inout Dice) -> Dialect {
        let quotes: [UInt8] = [UInt8(ascii: "\""), UInt8(ascii: "'")]
        var dialect = Dialect(
            delimiter: Array(",;\t|:".utf8).randomElement(using: &dice) ?? UInt8(ascii: ","),
            quote: quotes.randomElement(using: &dice),
            escape: Dialect.Escape.allCases.randomElement(using: &dice) ?? .doubled,
            lineEnd: Dialect.LineEnd.allCases.randomElement(using: &dice) ?? .lineFeed)
        // A third of them have delimiters of several bytes, twice the same or others.
        let tails = [[], [], [], [], [dialect.delimiter], Array("~|".utf8)]
        dialect.delimiterTail = tails.randomElement(using: &dice) ?? []
        return dialect
    }

    /// A cell of what the encoding can write; a first one is never empty, so that no row is blank.
    private static func cell(_ dialect: Dialect, _ encoding: TextEncoding, isFirst: Bool, _ dice: inout Dice) -> String
    {
        let plain = Array("abc 019.-_/#éèàê°".unicodeScalars)
        let special = Array("\n\r\"'\\,;\t|:".unicodeScalars)
        var cell = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: isFirst ? 1...12 : 0...12, using: &dice) {
            let letters = Int.random(in: 0..<4, using: &dice) == 0 ? special : plain
            if let letter = letters.randomElement(using: &dice) { cell.append(letter) }
        }
        // A lone backslash cannot be told from one that escapes.
        let text = String(cell)
        return isFirst ? "x" + text : text
    }

    /// The table as a careful writer writes it: quotes where they are needed, and sometimes where they are not.
    private static func text(_ rows: [[String]], _ dialect: Dialect, _ dice: inout Dice) -> String {
        let delimiter = String(decoding: dialect.delimiterBytes, as: UTF8.self)
        let quote = dialect.quote.map { String(Unicode.Scalar($0)) } ?? ""
        let end = dialect.lineEnd == .lineFeed ? "\n" : dialect.lineEnd == .carriageReturn ? "\r" : "\r\n"
        return rows.map { row in
            row.map { cell in
                let needs = cell.unicodeScalars.contains { "\n\r\"'\\,;\t|:".unicodeScalars.contains($0) }
                guard needs || Int.random(in: 0..<5, using: &dice) == 0 else { return cell }
                var escaped = cell
                if dialect.escape == .backslash {
                    escaped = escaped.replacing("\\", with: "\\\\").replacing(quote, with: "\\" + quote)
                } else {
                    escaped = escaped.replacing(quote, with: quote + quote)
                }
                return quote + escaped + quote
            }.joined(separator: delimiter)
        }.joined(separator: end) + (Bool.random(using: &dice) ? end : "")
    }

    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }
}

extension TextEncoding {
    /// Whether its text begins with a mark that tells the order of its bytes.
    fileprivate var isWide: Bool { self == .utf16BigEndian || self == .utf16LittleEndian }
}
