import Testing

@testable import Commands

/// A command of the real program with the words that lead to it.
struct Declared: CustomTestStringConvertible {
    let path: [Command]

    var testDescription: String { path.map(\.name).joined(separator: " ") }

    static let all = below([Program.socle.root])

    private static func below(_ path: [Command]) -> [Declared] {
        [Declared(path: path)] + (path.last?.children ?? []).flatMap { below(path + [$0]) }
    }
}

@Suite("Declarations of the real commands")
struct DeclarationTests {
    @Test("a command has a short imperative sentence and a name of lowercase words", arguments: Declared.all)
    func words(_ declared: Declared) throws {
        let command = try #require(declared.path.last)
        #expect(command.name.allSatisfy { $0.isASCII && ($0.isLowercase || $0 == "-") })
        #expect(command.abstract.hasSuffix(".") && command.abstract.first?.isUppercase == true)
        #expect(command.abstract.count <= 80)
        #expect(Set(command.children.map(\.name)).count == command.children.count)
        for example in command.examples {
            // A command for which its group's name stands may be shown without its own.
            let path = command.isStandIn ? declared.path.dropLast() : declared.path[...]
            #expect(example.line.contains(path.map(\.name).joined(separator: " ")), "an example shows its own command")
            #expect(example.purpose.hasSuffix("."))
        }
    }

    @Test(
        "parameters are explained, are found by one name, and stand in an order that can be read",
        arguments: Declared.all)
    func fields(_ declared: Declared) throws {
        let command = try #require(declared.path.last)
        let names = command.fields.map(\.name)
        #expect(Set(names).count == names.count)
        // Of the options of every command, only that of the program itself may mean something else.
        let shared = GlobalOptions.fields.map(\.name).filter(names.contains)
        #expect(shared.isEmpty || shared == ["--version"])
        for field in command.fields {
            #expect(field.help.hasSuffix(".") && field.help.first?.isUppercase == true, "\(field.name)")
            #expect(field.short == nil, "only options of every command are short")
            #expect(field.name.hasPrefix("--") == (field.shape != .argument), "\(field.name)")
        }
        let arguments = command.fields.filter { $0.shape == .argument }
        #expect(
            arguments.dropLast().allSatisfy { !$0.isRepeated }, "only the last argument takes several words")
        let firstOptional = arguments.firstIndex { !$0.isRequired } ?? arguments.endIndex
        #expect(arguments[firstOptional...].allSatisfy { !$0.isRequired }, "required arguments stand first")
    }

    @Test(
        "no parameter takes a secret: it would be seen by everyone who lists processes",
        arguments: Declared.all)
    func secrets(_ declared: Declared) {
        for field in declared.path.last?.fields ?? [] where field.placeholder != "FILE" {
            for word in ["password", "passphrase", "secret", "token", "credential", "api-key"] {
                #expect(
                    field.shape == .flag || !field.name.lowercased().contains(word),
                    "\(field.name) takes a FILE or nothing")
            }
        }
    }

    @Test(
        "each example is a line that the program understands",
        arguments: Declared.all.flatMap { $0.path.last?.examples ?? [] })
    func examples(_ example: Example) throws {
        // A line for the shell may go on after the command, or begin before it.
        let words = shellWords(example.line).drop { !$0.hasSuffix("socle") }
            .prefix { !["|", ">", "&&", "<"].contains($0) }.dropFirst()
        let request = Request(words.map { $0.filter { $0 != ")" } }, to: Program.socle.root)
        if case .refused(let failure) = request.intent { Issue.record("\(example.line): \(failure)") }
    }
}

/// The words of a line as a shell takes them, where quotes hold several together.
private func shellWords(_ line: String) -> [String] {
    var words = [""]
    var quote: Character?
    for character in line {
        if character == quote {
            quote = nil
        } else if quote == nil, character == "'" || character == "\"" {
            quote = character
        } else if quote == nil, character == " " {
            words.append("")
        } else {
            words[words.count - 1].append(character)
        }
    }
    return words
}
