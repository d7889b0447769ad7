/// The words that may stand next, by the same declarations that read the line.
struct Candidates {
    private let words: [String]
    private let everyCommand: Extraction

    /// The context that the line would run in, so that `--root` counts for its own completion.
    private let context: Context

    /// - Parameter words: what follows the program's name; the last word, perhaps empty, is being written.
    init(following words: [String], in context: Context) {
        self.words = words
        everyCommand = Extraction(
            ofEveryCommandFrom: Token.tokens(of: Array(words.dropLast())), to: context.program.root)
        self.context = context.with(GlobalOptions(leniently: everyCommand.arguments))
    }

    /// The candidates that begin with what is written of the last word.
    ///
    /// 1. An option that stands before without its value: the values.
    /// 2. `--option=…`: the values behind the sign.
    /// 3. A hyphen: the options.
    /// 4. Otherwise: the commands of the group, or the values of the next argument.
    var all: [Candidate] {
        guard let partial = words.last else { return [] }
        return unfiltered(for: partial).filter { $0.isDirective || $0.word.hasPrefix(partial) }
    }

    private func unfiltered(for partial: String) -> [Candidate] {
        let earlier = words.dropLast()
        let (path, rest) = descend(everyCommand.rest)
        guard let command = path.last else { return [] }
        let named = (command.fields + GlobalOptions.fields(beside: command)).filter { $0.shape != .argument }
        func option(_ name: String) -> Field? { named.first { $0.isNamed(name) && $0.shape == .option } }

        if !earlier.contains("--") {
            // 1
            if let last = earlier.last, let field = option(last) { return values(of: field, after: []) }
            // 2
            if partial.hasPrefix("--"), let sign = partial.firstIndex(of: "=") {
                let name = String(partial[..<sign])
                let found = option(name).map { values(of: $0, after: []) } ?? []
                return found.map { $0.isDirective ? $0 : Candidate("\(name)=\($0.word)") }
            }
            // 3
            if partial.hasPrefix("-") {
                return named.filter { $0.isRepeated || !earlier.contains($0.name) }
                    .map { Candidate($0.name, $0.help) }
            }
        }
        // 4
        if case .group(let children) = command.content { return rest.isEmpty ? names(of: children) : [] }
        let given = Extraction(of: command.fields, from: rest).rest.filter { $0.form == .word }.map(\.text)
        let arguments = command.fields.filter { $0.shape == .argument }
        let next = given.count < arguments.count ? arguments[given.count] : arguments.last { $0.isRepeated }
        return next.map { values(of: $0, after: given) } ?? []
    }

    private func descend(_ tokens: [Token]) -> (path: [Command], rest: [Token]) {
        var path = [context.program.root]
        var rest = tokens[...]
        while let command = path.last, let token = rest.first {
            if let child = command.children.first(where: { $0.name == token.text }) {
                path.append(child)
                rest.removeFirst()
            } else if let standIn = command.standIn {
                path.append(standIn)
            } else {
                break
            }
        }
        return (path, Array(rest))
    }

    private func names(of commands: [Command]) -> [Candidate] {
        commands.filter { !$0.isHidden }.map { Candidate($0.name, $0.abstract) }
    }

    private func values(of field: Field, after given: [String]) -> [Candidate] {
        switch field.completion {
        case .choices: return field.choices.map { Candidate($0) }
        case .files: return [.files]
        case .directories: return [.directories]
        case .commands:
            let (path, rest) = descend(Token.tokens(of: given))
            return rest.isEmpty ? names(of: path.last?.children ?? []) : []
        case .dynamic(let words):
            // While a line is being written nothing is reported; it is when the line runs.
            return ((try? words(context)) ?? []).map { Candidate($0) }
        case .following(let words, let orFiles):
            return ((try? words(context, given)) ?? []).map { Candidate($0) } + (orFiles ? [.files] : [])
        }
    }
}
