import FoundationEssentials
import Ingestion
import Operations
import Vocabulary

/// `socle load replay`: brings records that a load refused into its table.
struct ReplayLoad: LeafCommand {
    let tenant: TenantIdentifier
    let load: LoadIdentifier
    let corrected: String?

    static let command = Command(
        "replay", "Bring records that a load refused into its table.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        Argument("LOAD", LoadIdentifier.self, "The load, as 'socle load history' shows it."),
        Option(
            "--corrected", String.self, "A file with the corrected records; without one they are read again.",
            placeholder: "FILE"),
        discussion: """
            Records that were refused are read again as the load read them, by the types that the table has now, or \
            from a file that holds them corrected. They are merged by key where the load merged, and added where it \
            did not. A record that is refused again waits on.
            """,
        make: Self.init(tenant:load:corrected:))

    func run(in context: Context) throws -> Ending {
        let result = try context.installation().replay(
            load.uuid, corrected: try corrected.map { try Origin($0) }, of: tenant)
        try context.present(
            Card([
                ("replayed", .number(result.replayed)),
                ("waiting", .number(result.waiting)),
                ("inserted", .number(result.report?.insertedRows)),
                ("updated", .number(result.report?.updatedRows)),
                ("load", .text(result.report?.loadID.uuidString.lowercased())),
            ]))
        return .success
    }
}
