import Testing
import Vocabulary

@testable import Commands

@Suite("Reading a command line")
struct ReadingTests {
    @Test(
        "an understood line gives its values to the command",
        arguments: [
            ("tenant new acme --tier free", "acme free [] 5 false"),
            ("tenant new --tier=free acme", "acme free [] 5 false"),
            ("tenant new --tier free --dry-run -- acme", "acme free [] 5 true"),
            (
                "tenant new acme --theme eau --tier premium --theme=air",
                "acme premium [\"eau\", \"air\"] 5 false"
            ),
            ("tenant new acme --tier free --limit -3", "acme free [] -3 false"),
            ("tenant new acme --tier free --theme=--dry-run", "acme free [\"--dry-run\"] 5 false"),
            ("tenant new acme --tier free --theme=", "acme free [\"\"] 5 false"),
            (
                "-v tenant --root /srv new --environment staging acme --tier free -o json",
                "acme free [] 5 false"
            ),
            ("load acme", "acme nil nil"),
            ("load acme -", "acme - nil"),
            ("load acme -- --odd-name.csv", "acme --odd-name.csv nil"),
            ("load acme -- --help", "acme --help nil"),
            ("load --delimiter=; acme a=b.csv", "acme a=b.csv ;"),
        ])
    func understood(line: String, output: String) {
        let run = Run(line)
        #expect(run.output == output + "\n")
        #expect(run.errors == "")
        #expect(run.exitCode == 0)
    }

    @Test("the options of every command are read in any place, and no other")
    func globalOptions() {
        let request = Request(
            ["--root", "/srv/socle", "tenant", "-o", "yaml", "list", "--environment=staging", "-v"],
            to: Program.sample.root)
        #expect(request.commandLine == "socle tenant list")
        #expect(request.options.root?.text == "/srv/socle")
        #expect(request.options.environment == .staging)
        #expect(request.options.output == .yaml)
        #expect(request.options.isVerbose)
    }

    @Test("parameters that belong together are read by their common rule")
    func composite() {
        #expect(Run("tenant plan acme rennes").output == "acme+rennes\n")
        #expect(Run("tenant plan --all").output == "all\n")
    }

    @Test("a command can end with a code of its own without a failure")
    func ending() {
        let run = Run("tenant plan --all")
        #expect(run.exitCode == 2)
        #expect(run.errors == "")
    }

    @Test(
        "help is shown wherever it is asked for, whatever else is wrong",
        arguments: [
            "tenant new --help", "tenant --help new", "--help tenant new", "help tenant new", "tenant new -h",
            "tenant new acme --tier --help", "tenant new --tier gold --nonsense -h",
            "tenant new --output xml --help",
        ])
    func help(line: String) {
        let run = Run(line)
        #expect(run.output.contains("socle tenant new TENANT --tier TIER [options]"))
        #expect(run.exitCode == 0)
    }

    @Test("the program alone shows its help, and --version its version")
    func alone() {
        #expect(Run("").output == Run("--help").output)
        #expect(Run("--version").output == "socle 1.2.3\n")
    }

    @Test("a command's own option wins over one of every command with its name")
    func ownVersion() {
        struct Show: LeafCommand {
            let version: Int?

            static let command = Command(
                "show", "Show one.", Option("--version", Int.self, "Which one."), make: Self.init(version:))

            func run(in context: Context) throws -> Ending {
                try context.print(version.map { "\($0)" } ?? "the last")
                return .success
            }
        }
        let program = Program("socle", "Show.", version: "1.2.3", [.group("thing", "Things.", [Show.command])])
        for line in ["thing show --version 7", "--root /srv thing show --version=7", "thing -v show --version 7"] {
            #expect(Run(line, of: program).output == "7\n")
        }
        #expect(Run("thing show", of: program).output == "the last\n")
        #expect(Run("thing show --version", of: program).errors.hasPrefix("error: option '--version' needs a value\n"))
        #expect(Run("thing --version", of: program).output == "socle 1.2.3\n")
        let help = Run("thing show --help", of: program).output
        #expect(help.contains("Which one.") && !help.contains("Show the version of the program."))
    }

    @Test("the options of a command are not looked for behind a value that is missing")
    func adjacency() {
        // The path is taken out first; what then follows --limit is not its value.
        let run = Run("tenant new acme --limit --root /srv 7 --tier free")
        #expect(run.errors.hasPrefix("error: option '--limit' needs a value"))
    }
}

@Suite("A group's own name")
struct StandInTests {
    private struct Shown: LeafCommand {
        let words: [String]

        static let command = Command(
            "run", "Show words.", Argument(zeroOrMore: "WORD", String.self, "The words."), Flag("--loud", "Shout."),
            isStandIn: true, make: { words, _ in Self(words: words) })

        func run(in context: Context) throws -> Ending {
            try context.print(words.joined(separator: " "))
            return .success
        }
    }

    private static let root = Command.group(
        "tool", "Try.",
        [.group("show", "Show.", [Shown.command, Command("past", "Show the past.", make: { Shown(words: ["past"]) })])])

    private func path(_ words: String...) -> [String] {
        Request(words, to: Self.root).path.map(\.name)
    }

    @Test("stands for the command that is meant, and the others keep their names")
    func standsFor() {
        #expect(path("show", "a", "b") == ["tool", "show", "run"])
        #expect(path("show", "--loud", "a") == ["tool", "show", "run"])
        #expect(path("show", "run", "a") == ["tool", "show", "run"])
        #expect(path("show", "past") == ["tool", "show", "past"])
        #expect(path("show") == ["tool", "show"])
    }
}
