/// What `--help` shows of a command.
struct HelpScreen {
    private let path: [Command]

    /// - Parameter path: the commands from the program to the one described.
    init(of path: [Command]) {
        self.path = path
    }

    /// The whole screen; without a terminal it is 80 columns wide.
    func text(on terminal: Terminal?) -> String {
        guard let command = path.last else { return "" }
        let width = min(terminal?.width ?? 80, 100)
        let arguments = command.fields.filter { $0.shape == .argument }
        let options = command.fields.filter { $0.shape != .argument }
        let blocks = [
            wrapped(command.abstract, to: width),
            section("Usage", ["  " + UsageLine(path).text], on: terminal),
            wrapped(command.discussion, to: width),
            section("Commands", entries(of: command.children, width: width), on: terminal),
            section("Arguments", entries(of: arguments, width: width), on: terminal),
            section("Options", entries(of: options, width: width), on: terminal),
            section(
                "Options of every command", entries(of: GlobalOptions.fields(beside: command), width: width),
                on: terminal),
            section("Examples", examples(of: command, width: width), on: terminal),
            pointer(from: command),
        ]
        return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    private func section(_ title: String, _ lines: [String], on terminal: Terminal?) -> [String] {
        lines.isEmpty ? [] : [Style.strong.applied(to: "\(title):", on: terminal)] + lines
    }

    private func entries(of commands: [Command], width: Int) -> [String] {
        entries(commands.filter { !$0.isHidden }.map { ($0.name, $0.abstract) }, width: width)
    }

    private func entries(of fields: [Field], width: Int) -> [String] {
        entries(fields.map { ($0.fullSynopsis, $0.explanation) }, width: width)
    }

    /// Names on the left, sentences on the right; a long name has a line to itself.
    private func entries(_ entries: [(name: String, text: String)], width: Int) -> [String] {
        let longest = 26
        let column = entries.map { displayWidth($0.name) }.filter { $0 <= longest }.max() ?? longest
        return entries.flatMap { name, text in
            let lines = wrapped(text, to: max(20, width - column - 4))
            let rest = lines.map { String(repeating: " ", count: column + 4) + $0 }
            if displayWidth(name) > column { return ["  " + name] + rest }
            return ["  " + padded(name, to: column) + "  " + (lines.first ?? "")] + rest.dropFirst()
        }
    }

    private func examples(of command: Command, width: Int) -> [String] {
        let blocks = command.examples.map { example in
            (wrapped("# \(example.purpose)", to: width - 2) + [example.line]).map { "  \($0)" }
        }
        return Array(blocks.joined(separator: [""]))
    }

    private func pointer(from command: Command) -> [String] {
        if command.children.isEmpty { return [] }
        return ["See '\(path.map(\.name).joined(separator: " ")) COMMAND --help' for one of the commands."]
    }
}
