/// One text read as a value of a type, outside of any file.
package enum TextValue {
    /// Writes the value in COPY's text format; what is empty or a word for no value becomes null.
    ///
    /// - Parameter text: UTF-8.
    /// - Returns: nil, or why the type cannot hold the text; the output is then as it was.
    package static func append(
        _ text: [UInt8], as type: ColumnType, _ format: ValueFormat, to output: inout [UInt8]
    ) -> RejectReason? {
        var written = OutputBuffer(capacity: text.count * 2 + 32)
        let converter = CellConverter(type: type, format: format)
        if let reason = text.withUnsafeBufferPointer({ converter.append($0, to: &written).refusal }) { return reason }
        if written.count == 4 {
            output += CopyText.null
            return nil
        }
        if case .text = type { return append(text, to: &output) ? nil : .nul }
        let value = BinaryRows.text(of: written.bytes.part(4, written.count), type)
        return append(Array(value.utf8), to: &output) ? nil : .nul
    }

    /// Writes a text in COPY's text format.
    ///
    /// - Returns: false, and nothing written, when the text has a NUL.
    package static func append(_ text: [UInt8], to output: inout [UInt8]) -> Bool {
        var written = OutputBuffer(capacity: text.count * 2 + 16)
        guard text.withUnsafeBufferPointer({ CopyText.append($0, to: &written) }) else { return false }
        output.append(contentsOf: written.bytes)
        return true
    }

    /// The bytes of each character of an encoding in which a byte is one, by the character.
    package static func bytes(in encoding: TextEncoding) -> [Unicode.Scalar: UInt8] {
        var table: [Unicode.Scalar: UInt8] = [:]
        for (place, scalar) in (encoding.upperHalf ?? []).enumerated() where scalar != "\0" {
            table[scalar] = UInt8(0x80 + place)
        }
        return table
    }

    /// Whether bytes are text in UTF-8.
    package static func isUTF8(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { UTF8Check.validPrefix($0) == $0.count }
    }
}
