import Access
import Operations
import Tenancy
import Vocabulary
import YAML

extension Engine: ArgumentValue {}
extension AccessOperation: ArgumentValue {}

/// `socle access check`: who of a tenant may do something, and by which path.
struct CheckAccess: LeafCommand {
    let tenant: TenantIdentifier
    let engine: Engine
    let operation: AccessOperation
    let object: String?
    let login: String?
    let isEveryone: Bool
    let isTried: Bool

    static let command = Command(
        "check", "Say who of a tenant may do something, and by which path.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        Argument("ENGINE", Engine.self, "The database engine."),
        Argument("OPERATION", AccessOperation.self, "What is to be done."),
        Option(
            "--object", String.self,
            "The schema, table, column or function: schema.table.column; everything of the tenant's own when not given.",
            placeholder: "NAME"),
        Option("--login", String.self, "Ask for this login alone.", placeholder: "LOGIN"),
        Flag("--who", "Ask for every login of the server, other tenants' and superusers among them."),
        Flag("--try", "Try it as each login of the tenant, too; what gets through is rolled back."),
        discussion: """
            For PostgreSQL the server's own functions answer for the login and every role that it may set; the path is \
            read from the catalog: what was given directly, by membership, to everyone, by ownership, by a predefined \
            role, through views; with --verbose for database and schema too. For the other engines the entitlement of the tier is told. Ends with 0 when some login \
            may, with 1 when none may, and with 2 when what was computed and what was tried contradict each other.
            """,
        examples: [
            Example("socle access check rennes clickhouse read", "Ask whether the tier gives an engine."),
            Example(
                "socle access check rennes postgresql read --object rennes_data.agents.email --who",
                "Ask who can read a column, and by which path."),
            Example(
                "socle access check rennes postgresql write --object rennes_data.agents --try",
                "Try it as each login."),
        ],
        make: Self.init(tenant:engine:operation:object:login:isEveryone:isTried:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        guard engine == .postgresql else { return try tellEntitlement(installation, context) }
        let (check, attempts) = try installation.accessCheck(
            .init(
                operation: operation, object: object.map { try ObjectName($0) },
                login: login.map { try Identifier($0) },
                isEveryone: isEveryone, isTried: isTried),
            of: tenant)
        try context.present(Report(check, tenant: tenant, attempts, showsAll: context.options.isVerbose))
        let unexplained = check.logins.flatMap { access in access.unexplained.map { (access.login, $0) } }
        for (login, need) in unexplained where !need.object.contains("that are there") {
            context.note(
                "\(login): the server says \(need.isHeld ? "yes" : "no") to \(need.privilege.rawValue) on "
                    + "\(need.object), and the catalog shows \(need.isHeld ? "no path" : "one")",
                style: .caution)
        }
        if attempts.contains(where: \.isContradiction) { return .difference }
        return check.isAllowed ? .success : .negative
    }

    private func tellEntitlement(_ installation: Installation, _ context: Context) throws -> Ending {
        for (option, isGiven) in [
            ("--object", object != nil), ("--login", login != nil), ("--who", isEveryone), ("--try", isTried),
        ] where isGiven {
            throw AccessFailure.otherEngine(engine.rawValue, option: option)
        }
        let folder = installation.tenantFolder
        let own = try folder.declaration(of: tenant).node(at: ["databases", engine.rawValue, "enabled"])
        let entitlement = try Entitlement(
            of: engine, in: folder.configuration(of: tenant), ownPlace: own?.mark.map { "\($0.position)" })
        try context.present(
            [
                "tenant": .text(tenant.text), "engine": .text(engine.rawValue), "operation": .text(operation.rawValue),
                "allowed": .bool(entitlement.isGiven, style: entitlement.isGiven ? .good : .bad),
                "reason": .text(entitlement.reason),
            ] as Card)
        return entitlement.isGiven ? .success : .negative
    }
}

extension Report {
    /// An answer: the verdict, what each login needs, and what was tried.
    fileprivate init(
        _ check: AccessCheck, tenant: TenantIdentifier, _ attempts: [Installation.AccessAttempt], showsAll: Bool
    ) {
        let verdict: Card = [
            "tenant": .text(tenant.text), "operation": .text(check.operation.rawValue), "object": .text(check.object),
            "allowed": .bool(check.isAllowed, style: check.isAllowed ? .good : .bad),
            "logins": .list(check.logins.filter(\.isAllowed).map(\.login.text)),
        ]
        let lines = check.logins.flatMap { $0.lines(for: check.operation, showsAll: showsAll) }
        var sections: [(String, any Presentable)] = [
            ("access", verdict),
            (
                "paths",
                Listing(
                    lines, empty: "No login has access.",
                    [
                        Column("login") { .text($0.login) },
                        Column("needs") { .text($0.need) },
                        Column("held") { .bool($0.isHeld, style: $0.isHeld ? .plain : .bad) },
                        Column("path") { .text($0.path) },
                    ])
            ),
        ]
        if !attempts.isEmpty {
            sections.append(
                (
                    "tried",
                    Listing(
                        attempts,
                        [
                            Column("login") { .text($0.login.text) },
                            Column("answer") { .text($0.answer) },
                            Column("contradiction") {
                                .bool($0.isContradiction, style: $0.isContradiction ? .bad : .plain)
                            },
                        ])
                ))
        }
        self.init(sections)
    }
}

extension LoginAccess {
    fileprivate struct Line: Sendable {
        let login: String
        let need: String
        let isHeld: Bool
        let path: String?
    }

    /// A line for each path of each need, and for what bears on all of them.
    ///
    /// - Parameter showsAll: whether the way to the object, database and schema, is shown where it is open too.
    fileprivate func lines(for operation: AccessOperation, showsAll: Bool) -> [Line] {
        var lines: [Line] = []
        func add(_ need: String, _ isHeld: Bool, _ path: String?) {
            lines.append(Line(login: login.text, need: need, isHeld: isHeld, path: path))
        }
        if let closed { add("to log in", false, closed) }
        for need in needs where showsAll || !need.isMet || operation.privileges.contains(need.privilege) {
            let words = "\(need.privilege.rawValue) on \(need.object)"
            if need.paths.isEmpty { add(words, need.isHeld, nil) }
            for path in need.paths { add(words, need.isMet, path.words) }
        }
        for view in views { add("to see it through a view", true, view.words) }
        if let rowSecurity { add("rows", true, rowSecurity) }
        for function in definerFunctions {
            add("nothing that a catalog tells", true, "may call \(function), which runs with its owner's rights")
        }
        return lines
    }
}
