import Formats
import Vocabulary

/// Refused records as `socle.record_rejects` takes them, in parts of a bounded size.
struct RejectRecords {
    /// Bytes of one part as JSON; a single record is at most 128 kB of text, in JSON six times that.
    static let mostBytes = 1024 * 1024

    private let rejects: [Reject]

    init(_ rejects: [Reject]) {
        self.rejects = rejects
    }

    /// Makes one part after the other.
    func forEachPart(_ body: (JSON) throws -> Void) rethrows {
        var part: [JSON] = []
        var size = 0
        for reject in rejects {
            let line = Self.storable(reject.rawLine)
            let value = reject.value.map(Self.storable)
            let more = Self.jsonSize(line) + Self.jsonSize(value ?? "") + Self.jsonSize(reject.column ?? "") + 300
            if size + more > Self.mostBytes, !part.isEmpty {
                try body(.array(part))
                part = []
                size = 0
            }
            part.append([
                "line_number": .number(String(reject.line)), "byte_offset": .number(String(reject.byteOffset)),
                "column_name": JSON(reject.column), "raw_value": JSON(value),
                "reason": .string(reject.reason.description), "raw_line": .string(line),
            ])
            size += more
        }
        if !part.isEmpty { try body(.array(part)) }
    }

    /// A mended record as `socle.record_repairs` takes it.
    static func json(of repair: Repair, count: Int) -> JSON {
        [
            "kind": .string(repair.kind.rawValue), "row_count": JSON(count), "line_number": JSON(repair.line),
            "byte_offset": JSON(repair.byteOffset), "column_name": JSON(repair.column),
            "raw_value": JSON(repair.value.map { storable(KeptRejects.cut($0)) }),
            "raw_line": .string(storable(KeptRejects.cut(repair.rawLine))),
        ]
    }

    /// A text as PostgreSQL can keep it: U+0000 becomes its picture.
    private static func storable(_ text: String) -> String {
        text.utf8.contains(0) ? text.replacing("\0", with: "\u{2400}") : text
    }

    /// Bytes of a text as JSON, with what must be escaped.
    private static func jsonSize(_ text: String) -> Int {
        text.utf8.reduce(2) { size, byte in
            size + (byte < 0x20 ? 6 : byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") ? 2 : 1)
        }
    }
}
