import Guard
import Operations
import Vocabulary

/// `socle guard`: watches over what tenants use.
struct RunGuard: LeafCommand {
    let isOnce: Bool
    let interval: Interval
    let endsWithServer: Bool

    static let command = Command(
        "guard", "Watch over what tenants use, and hold them to their limits.",
        Flag("--once", "Measure everything once, do what is to be done, and end."),
        Option("--interval", Interval.self, default: Interval(60), "Time between two measurements of everything."),
        Flag("--with-server", "End when the embedded server has ended."),
        discussion: """
            Prints a line for each event, with --output json a JSON object a line, and nothing otherwise. Sessions and \
            tenants that are writing are looked at each second, and up to ten times a second near their limit. Ends on \
            SIGTERM and SIGINT; a server that is gone is waited for. One guard watches a base, with all registered \
            servers.
            """,
        examples: [Example("socle guard --output json", "Run it as a service does.")],
        make: Self.init(isOnce:interval:endsWithServer:))

    func run(in context: Context) throws -> Ending {
        let isJSON = context.options.output == .json
        let tenantGuard = TenantGuard(
            try context.installation(),
            options: .init(interval: Double(interval.seconds), endsWithServer: endsWithServer)
        ) { event in
            // Who reads it may be gone, and the tenants are still there.
            try? isJSON ? context.emit(event.json.description + "\n") : context.print(event.line)
        }
        if isOnce {
            try tenantGuard.once()
            return .success
        }
        do {
            try Interruption.cancelling(with: tenantGuard.stop) { try tenantGuard.run() }
        } catch is Interrupted {
            // What it does is a transaction each, so that nothing is half done.
        }
        return .success
    }
}

/// A time between two looks, in whole seconds, at most a day.
struct Interval: ArgumentValue {
    let seconds: Int

    init(_ seconds: Int) {
        self.seconds = seconds
    }

    init(argument text: String) throws {
        guard let seconds = Int(text), (1...86_400).contains(seconds) else {
            throw UnreadableArgument(expected: "seconds from 1 to 86400")
        }
        self.seconds = seconds
    }

    var argumentText: String { "\(seconds)" }
    static var placeholder: String? { "SECONDS" }
}
