/// `socle completions`: writes the script by which a shell completes commands.
struct Completions: LeafCommand {
    let shell: Shell

    static let command = Command(
        "completions", "Write the script by which a shell completes commands.",
        Argument("SHELL", Shell.self, "The shell that will load it."),
        examples: [
            Example("source <(socle completions bash)", "Complete in this bash, until it ends."),
            Example(
                "socle completions bash > /etc/bash_completion.d/socle",
                "Complete in every bash of this machine."),
            Example(
                "socle completions zsh > /usr/local/share/zsh/site-functions/_socle",
                "Complete in every zsh of this machine."),
        ],
        make: Self.init(shell:))

    func run(in context: Context) throws -> Ending {
        try context.emit(shell.script(for: context.program.root.name))
        return .success
    }
}
