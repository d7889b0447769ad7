/// The values of a statement, laid out as libpq wants them.
struct ParameterBuffer {
    /// All values one after the other, texts ended by a NUL.
    private var bytes: [UInt8] = []
    private var types: [UInt32] = []
    /// Where each value begins; a null begins nowhere.
    private var starts: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    /// - Throws: ``PostgresFailure`` for a NUL in a text, by the parameter's number, or too many values.
    init(_ values: [BoundValue], statement: @autoclosure () -> String) throws {
        guard values.count <= 65_535 else {
            throw PostgresFailure.tooManyParameters(count: values.count, statement: statement())
        }
        for (index, value) in values.enumerated() {
            types.append(value.type.identifier)
            switch value.content {
            case .null:
                starts.append(nil)
                lengths.append(0)
                formats.append(0)
            case .text(let text):
                guard !text.utf8.contains(0) else {
                    throw PostgresFailure.nulInParameter(number: index + 1, statement: statement())
                }
                starts.append(bytes.count)
                lengths.append(0)
                formats.append(0)
                bytes.append(contentsOf: text.utf8)
            case .bytes(let content):
                starts.append(bytes.count)
                lengths.append(Int32(clamping: content.count))
                formats.append(1)
                bytes.append(contentsOf: content)
            }
            bytes.append(0)
        }
    }

    /// Lends the arrays for the time of one call.
    func withPointers<Result>(
        _ body: (
            _ types: [UInt32], _ values: [UnsafePointer<CChar>?], _ lengths: [Int32], _ formats: [Int32]
        ) -> Result
    ) -> Result {
        bytes.withUnsafeBytes { buffer in
            let base = buffer.bindMemory(to: CChar.self).baseAddress
            let values = starts.map { start in start.flatMap { base?.advanced(by: $0) } }
            return body(types, values, lengths, formats)
        }
    }
}
