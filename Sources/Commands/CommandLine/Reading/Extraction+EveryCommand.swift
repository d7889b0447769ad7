extension Extraction {
    /// The options of every command, taken out wherever they stand, but for those whose name the command uses itself.
    init(ofEveryCommandFrom tokens: [Token], to program: Command) {
        self.init(of: GlobalOptions.fields, from: tokens)
        var command = program
        for token in rest {
            guard let child = command.children.first(where: { $0.name == token.text }) else { break }
            command = child
        }
        let left = GlobalOptions.fields(beside: command.standIn ?? command)
        if left.count < GlobalOptions.fields.count { self.init(of: left, from: tokens) }
    }
}

extension GlobalOptions {
    /// The options of every command that a command leaves their names.
    static func fields(beside command: Command) -> [Field] {
        fields.filter { field in !command.fields.contains { $0.name == field.name } }
    }
}
