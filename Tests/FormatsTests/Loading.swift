import Formats
import Vocabulary

/// What a load of some bytes gives, gathered for a test to look at.
struct Loading {
    var plan: SourcePlan
    var rows: [[String?]] = []
    var rejects: [Reject] = []
    var repairs: [Repair] = []
    var tally = Tally()

    /// Sniffs and loads bytes.
    init(
        _ bytes: [UInt8], _ options: SniffOptions = SniffOptions(), types: [String: ColumnType] = [:],
        step: Int = .max, target: Int = 256 * 1024
    ) throws {
        let source = TrickleSource(bytes, step: step)
        plan = try SourcePlan(sniffing: source, options: options)
        try read(source, types, options.limits, target)
    }

    /// Sniffs and loads a text in UTF-8.
    init(_ text: String, _ options: SniffOptions = SniffOptions(), types: [String: ColumnType] = [:]) throws {
        try self.init(Array(text.utf8), options, types: types)
    }

    /// Loads bytes by a plan.
    init(_ bytes: [UInt8], by plan: SourcePlan, types: [String: ColumnType] = [:]) throws {
        self.plan = plan
        try read(TrickleSource(bytes, step: .max), types, FormatLimits(), 256 * 1024)
    }

    private mutating func read(
        _ source: any ByteSource, _ types: [String: ColumnType], _ limits: FormatLimits, _ target: Int
    ) throws {
        let reader = try plan.reader(of: source, types: types, limits: limits)
        var batch = RowBatch(target: target)
        while try reader.read(into: &batch) {
            rows += batch.cells
            rejects += batch.rejects
            repairs += batch.repairs
        }
        tally = reader.tally
    }

    /// The SQL names of the types, in the order of the columns.
    var types: [String] { table.columns.map(\.type.sql) }
    var names: [String] { table.columns.map(\.name) }

    /// The cells of one column.
    func column(_ name: String) -> [String?] {
        guard let index = table.columns.firstIndex(where: { $0.name == name }) else { return [] }
        return rows.map { $0[index] }
    }

    /// The first table.
    var table: TablePlan { plan.tables[0] }
}

/// Bytes in memory that are given a few at a time, as a slow source gives them.
final class TrickleSource: ByteSource {
    let name = "test.csv"
    private let bytes: [UInt8]
    private let step: Int
    private var position = 0

    init(_ bytes: [UInt8], step: Int) {
        self.bytes = bytes
        self.step = step
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, bytes.count - position, step)
        bytes.withUnsafeBytes {
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count]))
        }
        position += count
        return count
    }

    func rewind() { position = 0 }
}

/// The text in an encoding in which each character of these tests is one byte, or in UTF-16.
func encode(_ text: String, as encoding: TextEncoding, mark: Bool = false) -> [UInt8] {
    let tables: [TextEncoding: [Unicode.Scalar: UInt8]] = [
        .windows1252: [
            "é": 0xE9, "è": 0xE8, "à": 0xE0, "ê": 0xEA, "ç": 0xE7, "ô": 0xF4, "û": 0xFB, "î": 0xEE, "É": 0xC9,
            "œ": 0x9C,
            "€": 0x80, "’": 0x92, "\u{A0}": 0xA0, "°": 0xB0, "È": 0xC8, "ï": 0xEF, "â": 0xE2, "«": 0xAB,
            "»": 0xBB,
        ],
        .macRoman: [
            "é": 0x8E, "è": 0x8F, "à": 0x88, "ê": 0x90, "ç": 0x8D, "ô": 0x99, "û": 0x9E, "î": 0x94, "É": 0x83,
            "œ": 0xCF,
            "€": 0xDB, "’": 0xD5, "\u{A0}": 0xCA, "°": 0xA1, "È": 0xE9, "ï": 0x95, "â": 0x89, "«": 0xC7,
            "»": 0xC8, "™": 0xAA, "“": 0xD2,
        ],
        .codePage850: [
            "é": 0x82, "è": 0x8A, "à": 0x85, "ê": 0x88, "ç": 0x87, "ô": 0x93, "û": 0x96, "î": 0x8C, "É": 0x90,
            "\u{A0}": 0xFF, "°": 0xF8, "È": 0xD4, "ï": 0x8B, "â": 0x83, "«": 0xAE, "»": 0xAF,
        ],
        .latin9: [
            "é": 0xE9, "è": 0xE8, "à": 0xE0, "ê": 0xEA, "ç": 0xE7, "ô": 0xF4, "û": 0xFB, "î": 0xEE, "É": 0xC9,
            "œ": 0xBD,
            "€": 0xA4, "\u{A0}": 0xA0, "°": 0xB0, "È": 0xC8, "ï": 0xEF, "â": 0xE2, "«": 0xAB, "»": 0xBB,
        ],
    ]
    switch encoding {
    case .utf8: return (mark ? [0xEF, 0xBB, 0xBF] : []) + Array(text.utf8)
    case .utf16LittleEndian:
        return (mark ? [0xFF, 0xFE] : []) + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    case .utf16BigEndian:
        return (mark ? [0xFE, 0xFF] : []) + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    case .windows1252, .macRoman, .codePage850, .latin9:
        return text.unicodeScalars.map {
            $0.isASCII ? UInt8($0.value) : tables[encoding]?[$0] ?? UInt8(ascii: "?")
        }
    }
}
