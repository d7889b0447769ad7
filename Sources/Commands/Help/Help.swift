/// `socle help`: shows the help of any command, or the reference of all.
struct Help: LeafCommand {
    let words: [String]
    let isMarkdown: Bool

    static let command = Command(
        "help", "Show what a command does and takes.",
        Argument(
            zeroOrMore: "COMMAND", String.self, "The words of the command, without the program's name.",
            completion: .commands),
        Flag("--markdown", "Write the reference of all commands as Markdown."),
        examples: [Example("socle help completions", "Show the same as 'socle completions --help'.")],
        make: Self.init(words:isMarkdown:))

    func run(in context: Context) throws -> Ending {
        if isMarkdown {
            try context.emit(CommandReference(of: context.program).text)
            return .success
        }
        var path = [context.program.root]
        for word in words {
            guard let child = path.last?.children.first(where: { $0.name == word }) else {
                throw CommandFailure.unknownCommand(
                    word, of: path.map(\.name).joined(separator: " "),
                    nearest: nearestCommand(to: word, in: path))
            }
            path.append(child)
        }
        try context.emit(HelpScreen(of: path).text(on: context.standardOutput.terminal))
        return .success
    }
}
