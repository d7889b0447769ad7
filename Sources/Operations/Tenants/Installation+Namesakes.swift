import Postgres
import Tenancy
import Vocabulary

extension Installation {
    /// Looks for schemas in the base and for roles that are named after tenants and are nobody's by the registry.
    ///
    /// **Runs as** provisioner. **Cost** two queries of the base, and two more for each server on which some tenants lie.
    func findNamesakes(of surveyed: inout [SurveyedTenant], in base: borrowing Connection) throws {
        guard let first = surveyed.firstIndex(where: { $0.unreached == nil }) else { return }
        surveyed[first].baseLimit = try .inspect(base)
        let tenants = surveyed.map(\.desired.identifier)
        let servers = Set(surveyed.filter { $0.unreached == nil }.map(\.desired.place.server)).union([.base])
        for server in servers.sorted() {
            let roles =
                server == .base ? nil : try InspectedTenant.Namesake.roles(on: connectCluster(server))
            let found = try InspectedTenant.Namesake.find(after: tenants, on: server, roles: roles, in: base)
            for (index, kind, name) in found {
                let place = surveyed[index].desired.place
                let isAtHome = place.server == server && (kind == "role" || !surveyed[index].desired.hasOwnDatabase)
                let elsewhere = kind == "role" ? "on server '\(server)'" : "in the base"
                surveyed[index].namesakes.append(.init(kind: kind, name: name, elsewhere: isAtHome ? nil : elsewhere))
            }
        }
    }
}
