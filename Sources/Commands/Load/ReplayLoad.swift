import Formats
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
            did not: a record that was refused since an earlier one has its key comes in over that. A replay is all or nothing: the file holds every record that waits, and when one is refused \
            again, that is told and nothing changes. Records of a load that failed are not replayed: it changed \
            nothing, and its file is loaded again.
            """,
        make: Self.init(tenant:load:corrected:))

    func run(in context: Context) throws -> Ending {
        let report = try context.installation().replay(
            load.uuid, corrected: try corrected.map { try Origin($0) }, of: tenant)
        try context.present(
            Card([
                ("replayed", .number(report?.tally?.loaded ?? 0)),
                ("inserted", .number(report?.insertedRows)),
                ("updated", .number(report?.updatedRows)),
                ("load", .text(report?.loadID.uuidString.lowercased())),
            ]))
        return .success
    }
}
