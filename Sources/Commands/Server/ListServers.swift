import Operations
import Tenancy
import Vocabulary

/// `socle server list`: the registered clusters with what is left of them.
struct ListServers: LeafCommand {
    static let command = Command(
        "list", "List the registered clusters with what is promised and what is left of them.", make: Self.init)

    func run(in context: Context) throws -> Ending {
        let overviews = try context.installation().serverOverviews()
        for overview in overviews {
            if let failure = overview.failure {
                context.note("server '\(overview.server.name)': \(failure.message)", style: .caution)
            }
        }
        try context.present(
            Listing(
                overviews,
                [
                    Column("server") { .text($0.server.name.text) },
                    Column("address") { .text($0.shownAddress) },
                    Column("region") { .text($0.server.region) },
                    Column("version") { .text($0.facts?.versionText) },
                    Column("tenants") { .number($0.tenants) },
                    Column("connections") { .number(Int($0.capacity.promised[.connections] ?? 0)) },
                    Column("connections_left") { .number($0.capacity.available(.connections).map { Int($0) }) },
                    Column("storage") { .size(ByteCount(bytes: Int64($0.capacity.promised[.storage] ?? 0))) },
                    Column("storage_left") {
                        .size($0.capacity.available(.storage).map { ByteCount(bytes: Int64($0)) })
                    },
                    Column("overcommit") { .decimal($0.server.overcommit) },
                ]))
        return .success
    }
}
