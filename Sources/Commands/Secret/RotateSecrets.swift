import Operations
import Vault
import Vocabulary

/// `socle secret rotate`: exchanges keys and passwords.
struct RotateSecrets: LeafCommand {
    let work: Work

    /// What is to be rotated.
    enum Work: Sendable {
        case owners(OwnerSelection, Rotation)
        /// The root key: in its file, or to another place.
        case root(RootAddress?)
    }

    static let command = Command(
        "rotate", "Exchange keys and the passwords of logins.",
        Choice(),
        discussion: """
            A new key seals from now on, and the older ones still open; 'socle secret rewrap' takes what hangs on them \
            over. A new password is known to the vault and the server at the same moment; sessions that are open stay. \
            The logins of channels are left out unless --channels is given, since their readers must be told. With \
            --due only what the tenant's file says is exchanged, so that one line of cron serves all; a tenant that \
            fails keeps no other waiting.

            --root-key exchanges the root key, under which all other keys lie: for a new one in the same file, or for the \
            one at --to, which is made when that file is not there.
            """,
        examples: [
            Example("socle secret rotate --all --due", "Exchange what is due: for a daily line of cron."),
            Example("socle secret rotate rennes --logins", "Exchange the passwords of one tenant now."),
            Example("socle secret rotate --root-key", "Exchange the root key in its file."),
        ],
        make: Self.init(work:))

    func run(in context: Context) throws -> Ending {
        switch work {
        case .owners(let selection, let rotation): try rotate(rotation, of: selection, in: context)
        case .root(let place):
            let origin = try context.installation().rotateRoot(to: place)
            context.note("The root key is now that of \(origin). Back it up, and the key store with it.")
            if place != nil { context.note("Let the settings name it before the next command.", style: .caution) }
        }
        return .success
    }

    private func rotate(_ rotation: Rotation, of selection: OwnerSelection, in context: Context) throws {
        let line = ProgressLine(context)
        let report: OwnerReport<Rotated>
        do {
            defer { line.clear() }
            report = try context.installation().rotate(rotation, of: selection) { owner, done, count in
                line.show("\(done) of \(count), \(owner)")
            }
        }
        try context.present(
            Listing(
                report.done,
                empty: !report.failures.isEmpty
                    ? "" : rotation.isOnlyDue ? "Nothing is due." : "Nothing was exchanged.",
                [
                    Column("owner") { .text($0.owner.name) },
                    Column("key_version") { .number($0.keyVersion) },
                    Column("logins") { .list($0.logins.map(\.text)) },
                ]))
        if report.done.contains(where: { $0.keyVersion != nil }) {
            context.note(
                "The older keys still open; 'socle secret rewrap' takes what hangs on them over, and ends them.")
        }
        try report.failures.throwIfAny()
    }

    private struct Choice: Parameter {
        private let owners = OwnerSelection.Choice()
        private let due = Flag("--due", "Exchange only what the schedule in the tenant's file says.")
        private let keys = Flag("--keys", "Exchange keys, and no passwords.")
        private let logins = Flag("--logins", "Exchange passwords, and no keys.")
        private let channels = Flag("--channels", "Exchange the passwords of channels too.")
        private let root = Flag("--root-key", "Exchange the root key, and nothing else.")
        private let place = Option(
            "--to", RootAddress.self, "Where the new root key lies, such as file:/etc/socle/root.key.",
            placeholder: "ROOT")

        var fields: [Field] {
            owners.fields + due.fields + keys.fields + logins.fields + channels.fields + root.fields + place.fields
        }

        func value(in arguments: Arguments) throws -> Work {
            let place = try place.value(in: arguments)
            if root.value(in: arguments) {
                for field in fields.dropLast(2) where !arguments.texts(of: field).isEmpty {
                    throw CommandFailure.conflicting(["--root-key", field.name])
                }
                return .root(place)
            }
            if place != nil { throw CommandFailure.missing(["--root-key"], usage: nil) }
            let onlyKeys = keys.value(in: arguments)
            let onlyLogins = logins.value(in: arguments)
            if onlyKeys, onlyLogins { throw CommandFailure.conflicting(["--keys", "--logins"]) }
            let withChannels = channels.value(in: arguments)
            if onlyKeys, withChannels { throw CommandFailure.conflicting(["--keys", "--channels"]) }
            guard let selection = try owners.value(in: arguments) else {
                throw CommandFailure.oneIsNeeded(["TENANT", "--all", "--platform"])
            }
            return .owners(
                selection,
                Rotation(
                    keys: !onlyLogins, logins: !onlyKeys, channels: withChannels, isOnlyDue: due.value(in: arguments)))
        }
    }
}

extension RootAddress: ArgumentValue {
    package init(argument text: String) throws { try self.init(text) }
}
