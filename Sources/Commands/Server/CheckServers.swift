import Operations
import Vocabulary

/// `socle server check`: whether clusters are fit for the tenants that lie there.
struct CheckServers: LeafCommand {
    let name: ServerName?

    static let command = Command(
        "check", "Hold clusters against what tenants need of them, and against what is promised.",
        Argument(optional: "NAME", ServerName.self, "The cluster; every one when none is named."),
        discussion: "Nothing is changed. Ends with 2 when something is wrong.", make: Self.init(name:))

    func run(in context: Context) throws -> Ending {
        let found = try context.installation().checkServers(name)
        try context.present(
            Listing(
                found,
                [
                    Column("server") { .text($0.server.text) },
                    Column("subject") { .text($0.finding.subject) },
                    Column("verdict") { .text($0.finding.verdict.rawValue, style: $0.finding.verdict.style) },
                    Column("fact") { .text($0.finding.fact) },
                    Column("hint") { .text($0.finding.hint) },
                ]))
        return found.contains { $0.finding.verdict == .failure } ? .difference : .success
    }
}
