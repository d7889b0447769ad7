import Vocabulary

/// Writes JSON values that PostgreSQL's jsonb can hold.
enum DocumentText {
    /// Reads a JSON text and writes it anew.
    static func append(_ text: ByteSlice, _ output: inout OutputBuffer) -> RejectReason? {
        do {
            return append(try JSON(parsing: Array(text), name: "cell"), &output)
        } catch let failure as FormatFailure {
            if case .malformedJSON(_, let problem) = failure { return .invalidJSON(problem.description) }
            return .notOfType(.jsonb)
        } catch {
            return .notOfType(.jsonb)
        }
    }

    /// Writes a value.
    static func append(_ value: JSON, _ output: inout OutputBuffer) -> RejectReason? {
        if let reason = refusal(of: value) { return reason }
        var text = value.description
        return text.withUTF8 { CopyText.append($0, to: &output) } ? nil : .nul
    }

    /// Why jsonb could not hold a value: U+0000 in a text, or a number beyond numeric.
    private static func refusal(of value: JSON) -> RejectReason? {
        switch value {
        case .null, .bool: return nil
        case .string(let text): return text.utf8.contains(0) ? .nul : nil
        case .number(var text):
            return text.withUTF8 { bytes in
                var scratch = OutputBuffer(capacity: 64)
                return NumberText.appendNumeric(
                    bytes, NumberFormat(), .jsonb, precision: nil, scale: 0, &scratch)
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
