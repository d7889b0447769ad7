import Tenancy
import Vocabulary

/// `socle tenant keys`: every key that a tenant's file may have.
struct ListKeys: LeafCommand {
    let section: String?

    static let command = Command(
        "keys", "List every key that a tenant's file may have.",
        Argument(optional: "SECTION", String.self, "Those below one, as in 'security' or 'databases.redis'."),
        discussion: """
            Neither files nor a server are needed. 'environment_overrides.<environment>' takes all of these once more; \
            tenants/README.md says how files are merged.
            """,
        make: Self.init(section:))

    func run(in context: Context) throws -> Ending {
        let keys = TenantConfiguration.keys.filter { key in
            section.map { key.path == $0 || key.path.hasPrefix("\($0).") } ?? true
        }
        if let section, keys.isEmpty {
            throw DeclarationFailure.unknownSection(section)
        }
        try context.present(
            Listing(
                keys,
                [
                    Column("key") { .text($0.path) },
                    Column("takes") { .text($0.takes) },
                    Column("bound") { .text($0.bound) },
                    Column("holds") { .text($0.strength.words) },
                    Column("meaning") { .text($0.meaning) },
                ]))
        return .success
    }
}
