import Vocabulary

/// The elements of a JSON text that are to become rows, one after another.
struct JSONRows: ~Copyable {
    private let layout: JSONLayout
    private let limits: FormatLimits
    private var reader: JSONReader
    private var hasBegun = false
    private var hasEnded = false

    init(_ source: any ByteSource, _ layout: JSONLayout, _ limits: FormatLimits) {
        self.layout = layout
        self.limits = limits
        reader = JSONReader(source, limits: limits, isSequence: layout == .lines)
    }

    var name: String { reader.name }

    /// The place behind the last element, in bytes.
    var endOffset: Int { reader.offset }

    /// Where the last element begins: its line from 1, its place in bytes from 0.
    private(set) var line = 0
    private(set) var byteOffset = 0

    /// The next element, or nil when the array, or the text, has ended well.
    ///
    /// - Throws: ``FormatFailure`` for a text that is not valid, even behind the array.
    mutating func next() throws -> JSON? {
        if hasEnded { return nil }
        if !hasBegun {
            hasBegun = true
            if case .array(let path) = layout { try enter(path) }
        }
        let event = try reader.next()
        if event == .end || event == .endArray {
            hasEnded = true
            if event == .endArray { while try reader.next() != .end {} }
            return nil
        }
        (line, byteOffset) = (reader.eventLine, reader.eventOffset)
        return try reader.value(of: event, duplicates: .last, limits: limits)
    }

    /// Goes to the array at a path.
    private mutating func enter(_ path: JSONPath) throws {
        var event = try reader.next()
        for wanted in path.names {
            guard event == .beginObject else { throw FormatFailure.noArrayOfObjects(name, path: path) }
            while true {
                guard try reader.next() == .name else {
                    throw FormatFailure.noArrayOfObjects(name, path: path)
                }
                let isWanted = reader.textBytes.elementsEqual(wanted.utf8)
                event = try reader.next()
                if isWanted { break }
                try reader.skipRest(of: event)
            }
        }
        guard event == .beginArray else { throw FormatFailure.noArrayOfObjects(name, path: path) }
    }
}
