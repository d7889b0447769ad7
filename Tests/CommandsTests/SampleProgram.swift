import Vocabulary

@testable import Commands

extension Program {
    /// A program with one command of each kind.
    static let sample = Program(
        "socle", "Run a platform.", version: "1.2.3",
        [
            .group(
                "tenant", "Declare tenants and make them real.",
                [NewTenant.command, ListTenants.command, PlanTenants.command]),
            Load.command,
            Fail.command,
            Help.command,
            Completions.command,
            Complete.command,
        ])
}

struct NewTenant: LeafCommand {
    let tenant: TenantIdentifier
    let tier: Tier
    let themes: [String]
    let limit: Int
    let isDryRun: Bool

    static let command = Command(
        "new", "Write the declaration of a new tenant.",
        Argument("TENANT", TenantIdentifier.self, "The short name of the tenant."),
        Option(required: "--tier", Tier.self, "The level of service."),
        Option(repeated: "--theme", String.self, "A theme of its data."),
        Option(
            "--limit", Int.self, default: 5,
            "The connections that it may hold at once, over all of its logins."),
        Flag("--dry-run", "Show the file and write nothing."),
        discussion: "The file is not applied.\n\n  tenants/development/TENANT.yml",
        examples: [Example("socle tenant new rennes --tier free", "Declare a tenant on the free tier.")],
        make: Self.init(tenant:tier:themes:limit:isDryRun:))

    func run(in context: Context) throws -> Ending {
        try context.print("\(tenant) \(tier) \(themes) \(limit) \(isDryRun)")
        return .success
    }
}

struct ListTenants: LeafCommand {
    static let command = Command("list", "List the declared tenants.", make: Self.init)

    func run(in context: Context) throws -> Ending {
        try context.present(
            Listing(
                [("rennes", 3), ("acme\u{1B}[31m", 12)],
                [Column("tenant") { .text($0.0) }, Column("row_count") { .number($0.1) }]))
        return .success
    }
}

/// Takes names or all, and never both.
struct TenantSelection: Parameter {
    let named = Argument(zeroOrMore: "TENANT", TenantIdentifier.self, "The tenants.")
    let all = Flag("--all", "Every declared tenant.")

    var fields: [Field] { named.fields + all.fields }

    func value(in arguments: Arguments) throws -> [TenantIdentifier]? {
        let names = try named.value(in: arguments)
        switch (names.isEmpty, all.value(in: arguments)) {
        case (true, false): throw CommandFailure.oneIsNeeded(["TENANT", "--all"])
        case (false, true): throw CommandFailure.conflicting(["TENANT", "--all"])
        case (_, let isAll): return isAll ? nil : names
        }
    }
}

struct PlanTenants: LeafCommand {
    let tenants: [TenantIdentifier]?

    static let command = Command(
        "plan", "Show what an apply would change.", TenantSelection(), make: Self.init(tenants:))

    func run(in context: Context) throws -> Ending {
        try context.print(tenants.map { $0.map(\.text).joined(separator: "+") } ?? "all")
        return .difference
    }
}

struct Load: LeafCommand {
    let tenant: TenantIdentifier
    let file: FilePath?
    let delimiter: String?

    static let command = Command(
        "load", "Bring a file into a theme.",
        Argument(
            "TENANT", TenantIdentifier.self, "Whose data it becomes.",
            completion: .dynamic { context in ["acme", "rennes", context.options.root?.text ?? "nowhere"] }),
        Argument(
            optional: "FILE", FilePath.self, "What is read; standard input when it is '-'.",
            completion: .following({ _, given in given.map { "\($0)_nightly" } }, orFiles: true)),
        Option("--delimiter", String.self, "What stands between two values.", placeholder: "CHARACTER"),
        make: Self.init(tenant:file:delimiter:))

    func run(in context: Context) throws -> Ending {
        try context.print("\(tenant) \(file?.text ?? "nil") \(delimiter ?? "nil")")
        return .success
    }
}

/// Fails in the way that its argument names.
struct Fail: LeafCommand {
    enum Way: String, CaseIterable, ArgumentValue {
        case kind, list, unknown
    }

    struct Unknown: Error {
        let password = "hunter2"
    }

    let way: Way

    static let command = Command(
        "fail", "Fail on purpose.", Argument("WAY", Way.self, "How."), make: Self.init(way:))

    func run(in context: Context) throws -> Ending {
        switch way {
        case .kind: throw SampleFailure(number: 1)
        case .unknown: throw Unknown()
        case .list:
            var list = FailureList()
            for number in 1...10 { list.append(SampleFailure(number: number)) }
            throw list
        }
    }
}

struct SampleFailure: Failure {
    let number: Int
    var kind: FailureKind = .conflict

    var code: FailureCode { "SAM101" }
    var message: String { "fault \(number)" }
    var detail: String? { number == 1 ? "tenants/acme.yml:3:7\n  tier: gold\n        ^" : nil }
    var hint: String? { number == 1 ? "Choose another tier." : nil }
}
