/// The meaning of a text that a colour or weight shows.
package enum Style: Hashable, Sendable {
    case plain, strong, faint, good, caution, bad

    /// The text between the marks of a terminal that shows colours, else the text alone.
    func applied(to text: String, on terminal: Terminal?) -> String {
        guard let code, let terminal, terminal.hasColour, !text.isEmpty else { return text }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }

    /// **Source** ECMA-48, Select Graphic Rendition.
    private var code: Int? {
        switch self {
        case .plain: nil
        case .strong: 1
        case .faint: 2
        case .good: 32
        case .caution: 33
        case .bad: 31
        }
    }
}
