import Operations
import Vault
import Vocabulary

/// `socle secret rewrap`: takes secrets over to the present keys, and ends the older ones.
struct RewrapSecrets: LeafCommand {
    let selection: OwnerSelection
    let rewrapping: Rewrapping

    static let command = Command(
        "rewrap", "Take secrets over to the present keys, and end older keys.",
        OwnerSelection.RequiredChoice(),
        EndChoice(),
        discussion: """
            After a rotation secrets still hang on older keys. Their data keys are wrapped anew, their contents stay; \
            what is done is told by the secrets themselves, so that a run that was cut short is finished by the next. \
            A key is ended only when nothing hangs on it: a disabled one can be enabled again by a lower \
            --minimum-version, a destroyed one is gone, and older backups of the databases may still need it.
            """,
        examples: [
            Example("socle secret rewrap --all --disable-older", "After a rotation: for a line of cron."),
            Example("socle secret rewrap rennes --disable-older --destroy-disabled", "End older keys for good."),
        ],
        make: Self.init(selection:rewrapping:))

    func run(in context: Context) throws -> Ending {
        let line = ProgressLine(context)
        let report: OwnerReport<Rewrapped>
        do {
            defer { line.clear() }
            report = try context.installation().rewrap(rewrapping, of: selection) { owner, progress in
                line.show("\(owner): \(progress.rewrapped) of \(progress.total)")
            }
        }
        try context.present(
            Listing(
                report.done, empty: report.failures.isEmpty ? "Nothing hangs on an older key." : "",
                [
                    Column("owner") { .text($0.owner.name) },
                    Column("rewrapped") { .number($0.secrets) },
                    Column("disabled") { .list($0.disabled.map { "\($0)" }) },
                    Column("enabled") { .list($0.enabled.map { "\($0)" }) },
                    Column("destroyed") { .list($0.destroyed.map { "\($0)" }) },
                ]))
        try report.failures.throwIfAny()
        return .success
    }

    /// `[--disable-older | --minimum-version N] [--destroy-disabled]`.
    private struct EndChoice: Parameter {
        private let older = Flag("--disable-older", "Let nothing but the present key open any more.")
        private let minimum = Option(
            "--minimum-version", Int.self, "Let no version below this one open, and those from it on open again.")
        private let destroy = Flag("--destroy-disabled", "Destroy the keys that open nothing; nobody brings them back.")

        var fields: [Field] { older.fields + minimum.fields + destroy.fields }

        func value(in arguments: Arguments) throws -> Rewrapping {
            let version = try minimum.value(in: arguments)
            if let version, version < 1 {
                throw CommandFailure.unreadable(
                    "--minimum-version", text: "\(version)", expected: "a whole number from 1 on")
            }
            let isNewest = older.value(in: arguments)
            if isNewest, version != nil { throw CommandFailure.conflicting(["--disable-older", "--minimum-version"]) }
            return Rewrapping(
                minimum: isNewest ? .newest : version.map(Rewrapping.Minimum.version),
                destroysDisabled: destroy.value(in: arguments))
        }
    }
}
