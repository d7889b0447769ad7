import Testing

@testable import Commands

@Suite("Help screens")
struct HelpScreenTests {
    @Test("a leaf shows its usage, parameters, common options and examples")
    func leaf() {
        #expect(
            Run("tenant new --help").output == """
                Write the declaration of a new tenant.

                Usage:
                  socle tenant new TENANT --tier TIER [options]

                The file is not applied.

                  tenants/development/TENANT.yml

                Arguments:
                  TENANT  The short name of the tenant.

                Options:
                  --tier TIER    The level of service. (free, standard, premium or enterprise;
                                 required)
                  --theme THEME  A theme of its data. (may be repeated)
                  --limit N      The connections that it may hold at once, over all of its
                                 logins. (default: 5)
                  --dry-run      Show the file and write nothing.

                Options of every command:
                  --root DIR           The folder of the installation, which holds sql/ and
                                       tenants/.
                  --environment NAME   The stage whose settings and tenants are used.
                                       (development, staging or production)
                  -o, --output FORMAT  How results and failures are written. (table, json or
                                       yaml; default: table)
                  -v, --verbose        Tell more on standard error, and the code of a failure.
                  -h, --help           Show this help.
                  --version            Show the version of the program.

                Examples:
                  # Declare a tenant on the free tier.
                  socle tenant new rennes --tier free

                """)
    }

    @Test("a group shows its commands and leaves hidden ones out")
    func group() {
        let root = Run("--help").output
        #expect(root.contains("  tenant       Declare tenants and make them real.\n"))
        #expect(root.hasSuffix("\nSee 'socle COMMAND --help' for one of the commands.\n"))
        #expect(!root.contains("  complete "))
        #expect(Run("tenant --help").output.contains("Usage:\n  socle tenant COMMAND\n"))
    }

    @Test(
        "the screen follows the width of the terminal, and is never wider than 100 columns",
        arguments: [60, 80, 240])
    func width(columns: Int) {
        let text = Run("tenant new --help", terminal: Terminal(width: columns, hasColour: false)).output
        #expect(text.split(separator: "\n").allSatisfy { displayWidth($0) <= min(columns, 100) })
    }

    @Test(
        "a usage line shows what must be given, what may be, and what may be repeated",
        arguments: [
            ("tenant plan", "socle tenant plan [TENANT…] [options]"),
            ("tenant list", "socle tenant list"),
            ("load", "socle load TENANT [FILE] [options]"),
            ("help", "socle help [COMMAND…] [options]"),
        ])
    func usage(command: String, line: String) {
        #expect(Run("help \(command)").output.contains("Usage:\n  \(line)\n"))
    }

    @Test("the reference has a section for every command, and none for hidden ones")
    func reference() {
        let text = Run("help --markdown").output
        #expect(
            text.contains(
                "| [`socle tenant new`](#socle-tenant-new) | Write the declaration of a new tenant. |"))
        #expect(text.contains("### socle tenant new\n\nWrite the declaration"))
        #expect(
            text.contains(
                "| `--limit N` | The connections that it may hold at once, over all of its logins. (default: 5) |"
            ))
        #expect(
            text.contains("| 77 | nobody could be recognised; somebody was recognised, who may not do this |")
        )
        #expect(!text.contains("socle complete "))
    }
}
