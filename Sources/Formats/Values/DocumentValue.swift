import Vocabulary

/// Writes JSON values that PostgreSQL's json and jsonb can hold.
enum DocumentValue {
    /// Reads a JSON text and writes it anew.
    static func append(_ text: ByteSlice, _ type: ColumnType, _ output: inout OutputBuffer) -> RejectReason? {
        do {
            return append(try JSON(parsing: Array(text), name: "cell"), type, &output)
        } catch let failure as FormatFailure {
            if case .malformedJSON(_, let problem) = failure { return .invalidJSON(problem.description) }
            return .notOfType(type)
        } catch {
            return .notOfType(type)
        }
    }

    /// Writes a value; jsonb has the version of its format, 1, before the text.
    static func append(_ value: JSON, _ type: ColumnType, _ output: inout OutputBuffer) -> RejectReason? {
        if let reason = refusal(of: value) { return reason }
        var text = value.description
        text.withUTF8 { bytes in
            let version = type == .jsonb ? 1 : 0
            output.append(bigEndian: Int32(truncatingIfNeeded: bytes.count + version))
            if version > 0 { output.append(UInt8(version)) }
            output.append(bytes)
        }
        return nil
    }

    /// Why jsonb could not hold a value: U+0000 in a text, or a number beyond numeric.
    private static func refusal(of value: JSON) -> RejectReason? {
        switch value {
        case .null, .bool: return nil
        case .string(let text): return text.utf8.contains(0) ? .nul : nil
        case .number(var text):
            return text.withUTF8 { bytes in
                var scratch = OutputBuffer(capacity: 64)
                return NumberValue.appendNumeric(
                    bytes, NumberFormat(), .jsonb, NumericRoom(precision: nil, scale: 0), &scratch)
            }
        case .array(let elements):
            for element in elements { if let reason = refusal(of: element) { return reason } }
            return nil
        case .object(let members):
            for member in members {
                if member.name.utf8.contains(0) { return .nul }
                if let reason = refusal(of: member.value) { return reason }
            }
            return nil
        }
    }
}
