/// Breaks a text at spaces into lines of at most a number of columns.
///
/// Line breaks in the text stay, and a line that begins with a space is kept
/// whole, so that a table or an example in it survives.
func wrapped(_ text: String, to width: Int) -> [String] {
    if text.isEmpty { return [] }
    return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [String] in
        if line.isEmpty || line.hasPrefix(" ") { return [String(line)] }
        var lines: [String] = []
        var current = ""
        for word in line.split(separator: " ") {
            if !current.isEmpty, displayWidth(current) + 1 + displayWidth(word) > width {
                lines.append(current)
                current = ""
            }
            current += current.isEmpty ? String(word) : " \(word)"
        }
        return lines + [current]
    }
}
