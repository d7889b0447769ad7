import Testing

/// A line in a shell, its last word being written, and the words that the shell then offers.
struct Completed: CustomTestStringConvertible {
    /// The words as the shell takes them apart.
    let words: [String]
    let offered: [String]

    var testDescription: String { words.joined(separator: " ") }
}

@Suite("Completion in shells")
struct ShellCompletionTests {
    @Test(
        "bash offers what the program answers",
        arguments: [
            Completed(words: ["socle", "comp"], offered: ["completions"]),
            Completed(words: ["socle", "completions", ""], offered: ["bash", "zsh"]),
            Completed(words: ["socle", "--output", "j"], offered: ["json"]),
            Completed(words: ["socle", "--output", "=", "j"], offered: ["json"]),
            Completed(words: ["socle", "--output", "="], offered: ["table", "json", "yaml"]),
            Completed(words: ["socle", "--output", "=", "json", "comp"], offered: ["completions"]),
            Completed(words: ["socle", "help", "--mark"], offered: ["--markdown"]),
            Completed(words: ["socle", "--root", "Sour"], offered: ["Sources"]),
            Completed(words: ["socle", "--root", "=", "Sour"], offered: ["Sources"]),
            Completed(words: ["socle", "nonsense", ""], offered: []),
        ])
    func bash(_ line: Completed) throws {
        let words = line.words.map { "'\($0)'" }.joined(separator: " ")
        let run = try ShellRun(
            """
            cd \(ShellRun.quoted(Repository.root))
            source <(socle completions bash)
            COMP_WORDS=(\(words)) COMP_CWORD=\(line.words.count - 1)
            _socle
            printf '%s\\n' "${COMPREPLY[@]}"
            complete -p socle
            """)
        let offered = run.output.split(separator: "\n").map(String.init)
        #expect(offered == line.offered + ["complete -F _socle socle"])
    }

    @Test("zsh understands its script", .enabled(if: ShellRun.has("zsh")))
    func zshSyntax() throws {
        let run = try ShellRun("socle completions zsh | zsh -n")
        #expect(run.output == "")
        #expect(run.exitCode == 0)
    }

    @Test("zsh offers what the program answers", .enabled(if: ShellRun.has("zsh")))
    func zsh() throws {
        // Outside of a line editor the words can be had only by standing in for _describe.
        let run = try ShellRun(
            """
            compdef() { :; }
            source <(socle completions zsh)
            _describe() { print -l -- "${(@P)2}"; }
            words=(socle comp) CURRENT=2
            _socle
            """, with: "zsh -f")
        #expect(run.output == "completions:Write the script by which a shell completes commands.\n")
    }
}
