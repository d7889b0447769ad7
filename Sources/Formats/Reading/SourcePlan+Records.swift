import Vocabulary

extension SourcePlan {
    /// Reads records of the first table again as they are written, by where each begins.
    ///
    /// **Cost** a pass over the source as far as the last of them.
    /// - Parameters:
    ///   - offsets: where they begin, ascending, as ``Reject/byteOffset`` has it.
    ///   - body: takes each with its index among the offsets; the text is as ``Reject/rawLine`` has it.
    /// - Throws: ``FormatFailure/changedWhileRead(_:)`` when no record begins at one of them.
    package func forEachRecord(
        of source: any ByteSource, at offsets: [Int], limits: FormatLimits = FormatLimits(),
        _ body: (Int, String) throws -> Void
    ) throws {
        if offsets.isEmpty { return }
        let opened = try OpenedSource(source, declared: containers, limits: limits).source
        var index = 0
        switch format {
        case .delimited(let dialect):
            var records = RecordReader(
                opened, encoding: encoding, fallback: fallbackEncoding, dialect: dialect, width: try table(1).width,
                limits: limits)
            while index < offsets.count, try records.next() {
                guard records.byteOffset == offsets[index] else { continue }
                try body(index, records.recordText())
                index += 1
            }
        case .json(let layout):
            var rows = JSONRows(try UTF16Mark.decoded(opened), layout, limits)
            while index < offsets.count, let element = try rows.next() {
                guard rows.byteOffset == offsets[index] else { continue }
                try body(index, element.description)
                index += 1
            }
        }
        guard index == offsets.count else { throw FormatFailure.changedWhileRead(source.name) }
    }
}
