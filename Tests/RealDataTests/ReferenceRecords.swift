/// The records of a text by RFC 4180 under a dialect that is known, read in the simplest way.
///
/// It is no part of the product, so that the two can be held against each
/// other. Blanks before a quote are skipped; a quote within quotes that no
/// delimiter and no line end follows is a character. Of the cells only what is
/// ASCII is kept, so that no encoding has a part in it.
struct ReferenceRecords {
    /// A record with the line on which it begins.
    struct Record {
        let line: Int
        var cells: [String]
    }

    private let bytes: [UInt8]
    private let delimiter: UInt8
    private let quote: UInt8
    private let hasBackslash: Bool
    private var index = 0
    private var line = 1

    init(_ bytes: [UInt8], delimiter: UInt8, quote: UInt8, hasBackslash: Bool) {
        var bytes = bytes
        if bytes.starts(with: [0xFF, 0xFE]) {
            // UTF-16: every other byte of what is ASCII is 0.
            bytes = stride(from: 2, to: bytes.count - 1, by: 2).map { bytes[$0 + 1] == 0 ? bytes[$0] : 0x80 }
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        self.bytes = bytes
        self.delimiter = delimiter
        self.quote = quote
        self.hasBackslash = hasBackslash
    }

    /// All records that have more than blanks.
    mutating func records() -> [Record] {
        var records: [Record] = []
        while index < bytes.count {
            let record = next()
            if record.cells.contains(where: { !$0.isEmpty }) { records.append(record) }
        }
        return records
    }

    private mutating func next() -> Record {
        var record = Record(line: line, cells: [])
        while true {
            record.cells.append(field())
            if index < bytes.count, bytes[index] == delimiter {
                index += 1
                continue
            }
            if index < bytes.count, bytes[index] == 13 {
                index += 1
                if index < bytes.count, bytes[index] == 10 { index += 1 }
            } else if index < bytes.count {
                index += 1
            }
            line += 1
            return record
        }
    }

    private mutating func field() -> String {
        var start = index
        while start < bytes.count, bytes[start] == 32, delimiter != 32 { start += 1 }
        if start < bytes.count, bytes[start] == quote, let cell = quoted(start + 1) { return Self.shown(cell) }
        var cell: [UInt8] = []
        while index < bytes.count, !isEnd(index) {
            if hasBackslash, bytes[index] == 92, index + 1 < bytes.count, isSpecial(bytes[index + 1]) { index += 1 }
            cell.append(bytes[index])
            index += 1
        }
        return Self.shown(cell)
    }

    /// The cell behind a quote, or nil when no quote closes it.
    private mutating func quoted(_ start: Int) -> [UInt8]? {
        var cell: [UInt8] = []
        var place = start
        var lines = 0
        while place < bytes.count {
            let byte = bytes[place]
            if hasBackslash, byte == 92, place + 1 < bytes.count, isSpecial(bytes[place + 1]) {
                cell.append(bytes[place + 1])
                place += 2
            } else if byte == quote, !hasBackslash, place + 1 < bytes.count, bytes[place + 1] == quote {
                cell.append(quote)
                place += 2
            } else if byte == quote, let end = end(behind: place + 1) {
                index = end
                line += lines
                return cell
            } else {
                if byte == 10 || byte == 13 && (place + 1 == bytes.count || bytes[place + 1] != 10) { lines += 1 }
                cell.append(byte)
                place += 1
            }
        }
        return nil
    }

    private func end(behind quote: Int) -> Int? {
        var place = quote
        while place < bytes.count, bytes[place] == 32, delimiter != 32 { place += 1 }
        return place == bytes.count || isEnd(place) ? place : nil
    }

    private func isEnd(_ place: Int) -> Bool {
        bytes[place] == delimiter || bytes[place] == 10 || bytes[place] == 13
    }

    private func isSpecial(_ byte: UInt8) -> Bool { byte == quote || byte == delimiter || byte == 92 }

    /// What of a cell is ASCII, without blanks at its ends.
    static func shown(_ cell: some Sequence<UInt8>) -> String {
        let ascii = cell.filter { $0 < 0x80 && $0 != 13 }
        let isBlank = { (byte: UInt8) in byte == 32 || byte == 9 || byte == 10 }
        let dense = Array(ascii.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
        return String(decoding: dense, as: UTF8.self)
    }
}
