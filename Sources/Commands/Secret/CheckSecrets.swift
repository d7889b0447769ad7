import Operations

/// `socle secret check`: examines keys and secrets.
struct CheckSecrets: LeafCommand {
    let isDeep: Bool

    static let command = Command(
        "check", "Examine root key, key store, keys, secrets and passwords.",
        Flag("--deep", "Open every secret too, and compute each login's verifier again."),
        discussion: """
            Changes nothing. Ends with 1 when something does not work or is not safe: a key file that cannot be read, \
            an older one that was put back, secrets whose key opens nothing, a shredded key that came back, a password \
            that was changed by hand. Warnings are for what should be mended: rotations that are due, secrets under \
            older keys, a backup older than the newest key.
            """,
        examples: [Example("socle secret check --deep", "After a restore: prove that every secret opens.")],
        make: Self.init(isDeep:))

    func run(in context: Context) throws -> Ending {
        let line = ProgressLine(context)
        let findings: [Finding]
        do {
            defer { line.clear() }
            findings = try context.installation().checkSecrets(deep: isDeep) { line.show("\($0) versions open") }
        }
        try context.present(Listing(findings: findings))
        return findings.contains { $0.verdict == .failure } ? .negative : .success
    }
}
