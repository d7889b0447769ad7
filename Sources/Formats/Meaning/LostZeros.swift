import Vocabulary

/// The first code of a column that a program wrote otherwise than it is, for a person to see what is done about it.
struct LostZeros: Equatable {
    let line: Int

    /// As it is written and as it is loaded; nil where the code may be that of a person.
    let example: String?

    init(_ cell: ByteSlice, _ form: CodeForm, line: Int) {
        self.line = line
        guard form.isOfPlace, let (zeros, digits) = form.restoration(of: cell) else {
            example = nil
            return
        }
        let whole = String(repeating: "0", count: zeros) + digits.escapedText()
        example = "\(quoted(cell.escapedText())) becomes \(quoted(whole))"
    }
}
