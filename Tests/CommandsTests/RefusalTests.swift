import Testing

@testable import Commands

/// A command line that is not understood, and what is said about it.
struct Refusal: CustomTestStringConvertible {
    let line: String
    let error: String
    let hint: String
    var exitCode: Int32 = 64

    var testDescription: String { "socle \(line)" }
}

@Suite("Refusing a command line")
struct RefusalTests {
    @Test(
        "what was not understood is named in one line, with a hint that leads on",
        arguments: [
            Refusal(
                line: "tenent list", error: "'socle' has no command 'tenent'",
                hint: "Did you mean 'tenant'? See 'socle --help'."),
            Refusal(
                line: "ten list", error: "'socle' has no command 'ten'",
                hint: "Did you mean 'tenant'? See 'socle --help'."),
            Refusal(
                line: "plan acme", error: "'socle' has no command 'plan'",
                hint: "Did you mean 'socle tenant plan'? See 'socle --help'."),
            Refusal(
                line: "tenant zzz", error: "'socle tenant' has no command 'zzz'",
                hint: "See 'socle tenant --help'."),
            Refusal(
                line: "tenant", error: "'socle tenant' needs a command",
                hint: "Choose new, list or plan. See 'socle tenant --help'."),
            Refusal(
                line: "tenant new acme --teir free", error: "'socle tenant new' has no option '--teir'",
                hint: "Did you mean '--tier'? See 'socle tenant new --help'."),
            Refusal(
                line: "tenant new acme -tier=free", error: "'socle tenant new' has no option '-tier'",
                hint: "Did you mean '--tier'? See 'socle tenant new --help'."),
            Refusal(
                line: "tenant --teir=free new acme", error: "'socle tenant' has no option '--teir'",
                hint: "See 'socle tenant --help'."),
            Refusal(
                line: "tenant new acme --verbos --tier free",
                error: "'socle tenant new' has no option '--verbos'",
                hint: "Did you mean '--verbose'? See 'socle tenant new --help'."),
            Refusal(
                line: "tenant new", error: "'TENANT' and '--tier' are missing",
                hint: "Write 'socle tenant new TENANT --tier TIER [options]'. See 'socle tenant new --help'."),
            Refusal(
                line: "tenant new acme --tier", error: "option '--tier' needs a value",
                hint: "Write '--tier TIER' or '--tier=TIER'. See 'socle tenant new --help'."),
            Refusal(
                line: "tenant new acme --tier --dry-run", error: "option '--tier' needs a value",
                hint: "Write '--tier TIER' or '--tier=TIER'. See 'socle tenant new --help'."),
            Refusal(
                line: "tenant new acme --tier --", error: "option '--tier' needs a value",
                hint: "Write '--tier TIER' or '--tier=TIER'. See 'socle tenant new --help'."),
            Refusal(
                line: "tenant new acme --tier fre", error: "'--tier' does not take 'fre'",
                hint:
                    "Did you mean 'free'? Choose free, standard, premium or enterprise. See 'socle tenant new --help'."
            ),
            Refusal(
                line: "tenant new acme --tier gold", error: "'--tier' does not take 'gold'",
                hint: "Choose free, standard, premium or enterprise. See 'socle tenant new --help'."),
            Refusal(
                line: "tenant new acme --tier free --limit many",
                error: "'--limit' takes a whole number, not 'many'",
                hint: "See 'socle tenant new --help'."),
            Refusal(
                line: "tenant new acme --tier free --tier free",
                error: "option '--tier' is given more than once",
                hint: "See 'socle tenant new --help'."),
            Refusal(
                line: "tenant new acme --tier free --dry-run=no", error: "option '--dry-run' takes no value",
                hint: "See 'socle tenant new --help'."),
            Refusal(
                line: "tenant new acme extra --tier free", error: "unexpected argument 'extra'",
                hint: "Write 'socle tenant new TENANT --tier TIER [options]'. See 'socle tenant new --help'."),
            Refusal(
                line: "tenant plan", error: "'TENANT' or '--all' is missing",
                hint: "See 'socle tenant plan --help'."),
            Refusal(
                line: "tenant plan acme --all", error: "'TENANT' and '--all' exclude each other",
                hint: "See 'socle tenant plan --help'."),
            Refusal(
                line: "tenant list --output xml", error: "'--output' does not take 'xml'",
                hint: "Choose table, json or yaml. See 'socle tenant list --help'."),
            Refusal(
                line: "tenant list --environment", error: "option '--environment' needs a value",
                hint: "Write '--environment NAME' or '--environment=NAME'. See 'socle tenant list --help'."),
            Refusal(
                line: "help tenent", error: "'socle' has no command 'tenent'", hint: "Did you mean 'tenant'?"),
            Refusal(
                line: "tenant new Acme --tier free", error: "tenant identifier 'Acme' is not valid",
                hint:
                    "Use 2 to 31 characters: a lowercase letter, then lowercase letters, digits and underscores.",
                exitCode: 65),
        ])
    func refused(_ refusal: Refusal) {
        let run = Run(refusal.line)
        #expect(run.errors == "error: \(refusal.error)\nhint: \(refusal.hint)\n")
        #expect(run.output == "")
        #expect(run.exitCode == refusal.exitCode)
    }

    @Test("a hostile word cannot forge a line or command the terminal")
    func hostile() {
        let run = Run(
            ["\u{1B}[2J\nerror: all is lost", "x"], terminal: Terminal(width: 80, hasColour: false))
        #expect(run.errors.hasPrefix("error: 'socle' has no command '\\u{1b}[2J\\u{a}error: all is lost'\n"))
    }

    @Test("with --output json the refusal is one object, wherever the option stands")
    func json() {
        let object = """
            {"code":"CMD101","message":"'socle' has no command 'tenent'","detail":null,\
            "hint":"Did you mean 'tenant'? See 'socle --help'."}

            """
        #expect(Run("tenent -o json").errors == object)
        #expect(Run("--output=json tenent").errors == object)
        #expect(Run("--environment mars -o json tenent").errors == object)
    }
}
