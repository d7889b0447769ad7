import Operations
import Settings

/// `socle doctor`: examines the installation.
struct Doctor: LeafCommand {
    static let command = Command(
        "doctor", "Examine the installation: files, keys, server, identities, settings.",
        discussion: "Changes nothing. Ends with 1 when something does not work or is not safe.", make: Self.init)

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        let findings = installation.examine()
        let listing = Listing(findings: findings)
        let settings = Listing(
            Setting.allCases.map { setting in (setting, installation.settings.values.first { $0.setting == setting }) },
            [
                Column("setting") { .text($0.0.rawValue) },
                Column("value") { .text($0.1?.shown) },
                Column("origin") { .text($0.1.map { "\($0.origin)" } ?? "not set") },
            ])
        try context.present(["findings": listing, "settings": settings] as Report)
        return findings.contains { $0.verdict == .failure } ? .negative : .success
    }
}
