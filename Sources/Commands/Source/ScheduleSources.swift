import Ingestion
import Operations
import Settings
import Tenancy
import Vocabulary

/// `socle source schedule`: the lines by which cron loads declared sources.
struct ScheduleSources: LeafCommand {
    let tenant: TenantIdentifier?
    let patience: WaitingTime

    static let command = Command(
        "schedule", "Print the lines by which cron loads the sources that have a schedule.",
        Argument(
            optional: "TENANT", TenantIdentifier.self, "The tenant; every one when not given.", completion: .tenants),
        Option(
            "--wait", WaitingTime.self, default: .halfAnHour,
            "How long a load waits for another one of the same table, and then ends with code 75."),
        discussion: """
            Nothing is installed: add the lines to the crontab of the account that runs Socle. A load that went \
            well says nothing, so that cron sends a mail only when there is something to know.
            """,
        examples: [
            Example("socle source schedule rennes | crontab -", "Make them the whole crontab of this account.")
        ],
        make: Self.init(tenant:patience:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        let settings = installation.settings
        let sources = try installation.declaredSources(of: tenant)
        let head = [
            CommandLine.programFile, "--root", settings.root.path, "--environment", settings.environment.rawValue,
        ]
        let lines = try sources.compactMap { declared -> CrontabLine? in
            guard let schedule = declared.source.schedule else { return nil }
            return try CrontabLine(
                schedule, tenant: declared.folder.tenant, source: declared.source.name,
                words: head + [
                    "load", "run", declared.folder.tenant.text, declared.source.name.text, "--declared", "--quiet",
                    "--wait", patience.argumentText,
                ])
        }
        let idle = sources.count - lines.count
        if idle > 0 { context.note("\(idle) \(idle == 1 ? "source has" : "sources have") no schedule.") }
        for setting in settings.values where setting.origin == .processEnvironment && setting.setting != .environment {
            context.note(
                "\(setting.setting.rawValue) is set in this environment, which cron does not have; "
                    + "write it into .env.\(settings.environment.rawValue).", style: .caution)
        }
        try context.present(Crontab(lines, environment: settings.environment.rawValue))
        return .success
    }
}

extension WaitingTime {
    /// What a nightly load waits unless something else is said.
    static let halfAnHour = WaitingTime(seconds: 1800, "30m")
}

/// Lines for a crontab, and the same facts for programs.
private struct Crontab: Presentable {
    private let lines: [CrontabLine]
    private let environment: String

    init(_ lines: [CrontabLine], environment: String) {
        self.lines = lines
        self.environment = environment
    }

    func lines(on terminal: Terminal?) -> [String] {
        if lines.isEmpty { return ["# No source has a schedule."] }
        return [
            "# Loads of Socle, environment \(environment). What went well is silent; cron mails the rest.",
            "# To keep a log instead of mails: end a line with  >> /var/log/socle.log 2>&1",
        ] + lines.map(\.text)
    }

    var json: JSON {
        .array(
            lines.map { line in
                [
                    "tenant": .string(line.tenant.text), "source": .string(line.source.text),
                    "schedule": .string(line.schedule.text), "line": .string(line.text),
                ]
            })
    }
}
