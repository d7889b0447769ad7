/// The beginning of a long text, from which the plan of all of it may be foretold.
///
/// It decides nothing by itself: types come from all rows, so whoever reads by what it tells compares it with the plan of
/// the whole in the end.
package struct TextBeginning {
    /// Times the beginning that a text must have, or finding out all of it costs too little to be foretold.
    private static let fewestHeads = 8

    /// Its whole records, as well as they can be told.
    package let source: MemorySource

    private let containers: [Container]

    /// - Returns: nil for what is short, or is not made of single bytes.
    /// - Throws: ``FormatFailure``, and a failure of the archive in which the source lies.
    package init?(of source: any ByteSource, options: SniffOptions = SniffOptions()) throws {
        let opened = try OpenedSource(source, entry: options.entry, limits: options.limits)
        guard let head = try Self.head(of: opened.source, length: options.headLength) else { return nil }
        try source.rewind()
        self.source = MemorySource(head, name: source.name)
        containers = opened.containers
    }

    /// What a plan of the beginning tells of the whole text; nil where it is no sign of the rest, as of JSON.
    package func foretold(_ plan: SourcePlan) -> SourcePlan? {
        guard case .delimited = plan.format, plan.tables.count == 1, plan.tables[0].bounds.lastDataRow == nil else {
            return nil
        }
        var plan = plan
        plan.containers = containers
        return plan
    }

    /// The whole records at the beginning; nil when not much more follows.
    private static func head(of source: any ByteSource, length headLength: Int) throws -> [UInt8]? {
        var bytes = try source.head(headLength)
        guard bytes.count == headLength else { return nil }
        var rest = headLength * (fewestHeads - 1)
        let beyond = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
        defer { beyond.deallocate() }
        while rest > 0 {
            let count = try source.read(into: beyond)
            if count == 0 { return nil }
            rest -= count
        }
        guard let end = endOfRecords(bytes) else { return nil }
        bytes.removeLast(bytes.count - end)
        return bytes
    }

    /// Behind the last line end outside quotes; nil where there is none, and for what is not made of single bytes.
    private static func endOfRecords(_ bytes: [UInt8]) -> Int? {
        var end: Int?
        var isWithinQuotes = false
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "\""): isWithinQuotes.toggle()
            case .lineFeed where !isWithinQuotes: end = index + 1
            case 0: return nil
            default: break
            }
        }
        return end
    }
}
