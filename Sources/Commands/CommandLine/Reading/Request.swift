internal import Vocabulary

/// What a command line asks for.
package struct Request: Sendable {
    package enum Intent: Sendable {
        case help
        case version
        case run(@Sendable (Context) throws -> Ending)
        /// The words could not be understood.
        case refused(any Error)
    }

    /// The options of every command, as far as they could be read.
    package let options: GlobalOptions

    /// The commands named, from the program itself to the last one understood.
    package private(set) var path: [Command]

    package private(set) var intent: Intent

    /// Reads the words that follow the name of the program.
    ///
    /// 1. The options of every command are taken out, wherever they stand.
    /// 2. Words name groups until one names a leaf.
    /// 3. The leaf's own options are taken out, and words fill its arguments.
    package init(_ words: [String], to program: Command) {
        let everyCommand = Extraction(ofEveryCommandFrom: Token.tokens(of: words), to: program)
        options = GlobalOptions(leniently: everyCommand.arguments)
        path = [program]
        intent = .help

        var rest = everyCommand.rest[...]
        do {
            try descend(along: &rest)
            if GlobalOptions.help.value(in: everyCommand.arguments) { return }
            if GlobalOptions.version.value(in: everyCommand.arguments) {
                intent = .version
                return
            }
            if let failure = everyCommand.failure { throw failure }
            try GlobalOptions.check(everyCommand.arguments)
            if words.isEmpty { return }
            intent = try .run(prepare(with: Array(rest)))
        } catch {
            intent = .refused(error)
        }
    }

    /// The words that name the command, as a user writes them: `socle tenant new`.
    package var commandLine: String { path.map(\.name).joined(separator: " ") }

    var isRefused: Bool {
        if case .refused = intent { true } else { false }
    }

    private mutating func descend(along rest: inout ArraySlice<Token>) throws {
        while let command = path.last, case .group(let children) = command.content, let token = rest.first {
            guard token.form == .word, let child = children.first(where: { $0.name == token.text }) else {
                if let standIn = command.standIn {
                    path.append(standIn)
                    return
                }
                // An option here belongs to no group; who asked for help gets help, others the failure.
                guard token.form == .word else { return }
                throw CommandFailure.unknownCommand(
                    token.text, of: commandLine, nearest: nearestCommand(to: token.text, in: path))
            }
            path.append(child)
            rest.removeFirst()
        }
    }

    private func prepare(with rest: [Token]) throws -> @Sendable (Context) throws -> Ending {
        guard let command = path.last else { preconditionFailure("a path begins with the program") }
        switch command.content {
        case .group(let children):
            if let option = rest.first { throw unknown(option, among: []) }
            throw CommandFailure.missingCommand(
                of: commandLine, choices: children.filter { !$0.isHidden }.map(\.name))

        case .leaf(let fields, let preparation):
            var extraction = Extraction(of: fields, from: rest)
            if let option = extraction.rest.first(where: { $0.form != .word }) {
                throw unknown(option, among: fields)
            }
            if let failure = extraction.failure { throw failure }
            let excess = extraction.place(extraction.rest.map(\.text), into: fields)
            let usage = UsageLine(path).text
            if let word = excess.first { throw CommandFailure.unexpectedArgument(word, usage: usage) }
            let missing = fields.filter { $0.isRequired && extraction.arguments.texts(of: $0).isEmpty }
            guard missing.isEmpty else { throw CommandFailure.missing(missing.map(\.name), usage: usage) }
            return try preparation(extraction.arguments)
        }
    }

    private func unknown(_ token: Token, among fields: [Field]) -> CommandFailure {
        guard case .option(let name, _) = token.form else {
            return .unexpectedArgument(token.text, usage: nil)
        }
        let known = (fields + GlobalOptions.fields).filter { $0.shape != .argument }.map(\.name)
        return .unknownOption(name, of: commandLine, nearest: nearestName(to: name, in: known))
    }
}
