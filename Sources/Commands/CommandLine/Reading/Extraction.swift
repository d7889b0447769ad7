/// The options and flags of some fields, taken out of a command line.
struct Extraction {
    private(set) var arguments = Arguments()

    /// What belongs to others.
    private(set) var rest: [Token] = []

    /// The first thing that was wrong; what follows it is read nevertheless.
    private(set) var failure: CommandFailure?

    init(of fields: [Field], from tokens: [Token]) {
        var remaining = tokens[...]
        while let token = remaining.popFirst() {
            guard case .option(let name, let attached) = token.form,
                let field = fields.first(where: { $0.isNamed(name) })
            else {
                rest.append(token)
                continue
            }
            let next = remaining.first.flatMap { $0.form == .word && $0.index == token.index + 1 ? $0 : nil }
            do {
                if field.shape == .option, attached == nil, next != nil { remaining.removeFirst() }
                try take(field, attached: attached, next: next?.text)
            } catch {
                failure = failure ?? error
            }
        }
    }

    private mutating func take(_ field: Field, attached: String?, next: String?) throws(CommandFailure) {
        if !field.isRepeated, field.shape == .option, !arguments.texts(of: field).isEmpty {
            throw .repeated(field.name)
        }
        switch field.shape {
        case .argument:
            preconditionFailure("an argument has no name by which an option could be it")
        case .flag:
            guard attached == nil else { throw .unexpectedValue(field.name) }
            arguments.append("", to: field)
        case .option:
            guard let value = attached ?? next else {
                throw .missingValue(field.name, placeholder: field.placeholder)
            }
            arguments.append(value, to: field)
        }
    }

    /// Gives the plain words of the rest to arguments by their places.
    ///
    /// - Returns: the words that no argument takes.
    mutating func place(_ words: [String], into fields: [Field]) -> ArraySlice<String> {
        var remaining = words[...]
        for field in fields where field.shape == .argument {
            repeat {
                guard let word = remaining.popFirst() else { break }
                arguments.append(word, to: field)
            } while field.isRepeated
        }
        return remaining
    }
}
