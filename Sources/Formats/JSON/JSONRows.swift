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

    /// The next element, or nil when the array or object, or the text, has ended well.
    ///
    /// - Throws: ``FormatFailure`` for a text that is not valid, even behind the array.
    mutating func next() throws -> JSON? {
        if hasEnded { return nil }
        if !hasBegun {
            hasBegun = true
            if let path = layout.place?.path { try enter(path) }
        }
        let event = try reader.next()
        if event == .end || event == .endArray || event == .endObject {
            hasEnded = true
            if event != .end { while try reader.next() != .end {} }
            return nil
        }
        (line, byteOffset) = (reader.eventLine, reader.eventOffset)
        switch layout {
        case .array, .lines: return try reader.value(of: event, duplicates: .last, limits: limits)
        case .values:
            let value = try reader.value(of: event, duplicates: .last, limits: limits)
            return .object([JSON.Member(JSONLayout.valueName, value)])
        case .members(_, let key):
            let name = JSON.Member(key, .string(reader.textString))
            let value = try reader.value(of: reader.next(), duplicates: .last, limits: limits)
            if case .object(let members) = value { return .object([name] + members) }
            return .object([name, JSON.Member(JSONLayout.valueName, value)])
        }
    }

    /// Goes to the array, or the object, at a path.
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
        let beginning = layout.place?.rows == .members ? JSONEvent.beginObject : .beginArray
        guard event == beginning else { throw FormatFailure.noArrayOfObjects(name, path: path) }
    }
}
