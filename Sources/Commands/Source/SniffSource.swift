import Formats
import Ingestion
import Tenancy
import Vocabulary

/// `socle source sniff`: finds out how the tables of a file lie in it, and shows or writes the plan.
struct SniffSource: LeafCommand {
    let file: String
    let write: FilePath?
    let path: String?
    let entry: String?

    static let command = Command(
        "sniff", "Find the tables of a file: encoding, dialect, header, totals, remarks, columns.",
        Argument(
            "FILE", String.self, "The file, - for standard input, or an address that begins with http:// or https://.",
            completion: .files),
        Option("--write", FilePath.self, "Write the plan to a new file, to be edited and followed."),
        SourceOptions.path,
        SourceOptions.entry,
        discussion: """
            All of the file is read, so that what stands in its last line counts as what stands in its first. Rows are \
            physical lines, from 1. Standard input and what an address answers are kept in a nameless file meanwhile, up \
            to 16 GB. With '--output json' the plan itself is shown, as docs/source-plan.md describes it.
            """,
        examples: [
            Example("socle source sniff ventes.csv", "See how an Excel export will be loaded."),
            Example("socle source sniff -", "Look at what another program prints, behind a pipe."),
            Example("socle source sniff ventes.csv --write ventes.plan.json", "Keep the plan for editing."),
        ],
        make: Self.init(file:write:path:entry:))

    func run(in context: Context) throws -> Ending {
        let source = try Origin(file).open()
        var options = SniffOptions()
        if let path { options.path = JSONPath(text: path) }
        options.entry = entry
        let plan = try SourcePlan(sniffing: source, options: options)
        for warning in plan.warnings { context.note(warning, style: .caution) }
        if let write {
            try NewFile(write.text).write(plan.json.indented + "\n", mode: 0o644)
            context.note("The plan stands in \(write.text).")
        }
        try context.present(try ShownPlan(plan, of: source))
        return .success
    }
}
