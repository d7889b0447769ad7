import Operations
import Postgres
import Settings
import TestServer
import Testing
import Vocabulary

@Suite("Doors of databases", .database)
struct DatabaseDoorTests {
    @Test("a login comes into the database of its tenant and into no other, by catalog and by trial")
    func everyDoor() throws {
        let database = TestDatabase.current
        let near = try database.newTenant()
        let far = try database.newTenant()
        _ = try database.installation.apply(MeshWorld.configuration(near))
        _ = try database.installation.apply(MeshWorld.configuration(far, tier: .standard, placement: .database))
        let homes = [near: database.name, far: "socle_\(far)"]
        let doors = [database.name, "socle_\(far)", "postgres", "template1", Settings.baseDatabase]
        let base = try database.connect()
        var count = 0
        for (tenant, home) in homes {
            for purpose in ["admin", "app", "etl", "metabase", "powerbi"] {
                let login = "\(tenant)_\(purpose)"
                let rights = try base.query(
                    """
                    select datname || ' ' || verb from pg_database
                    cross join unnest(array['CONNECT', 'CREATE', 'TEMPORARY']) as verb
                    where datname = any (\(doors)::text[]) and has_database_privilege(\(login), pg_database.oid, verb)
                    """
                ) { row -> String in try row[0] }
                #expect(rights == ["\(home) CONNECT"], "\(login)")
                let parameters = try database.installation.parameters(forLogin: Identifier(login), of: tenant)
                #expect(try Self.open(doors, parameters) == [home], "\(login)")
                count += doors.count
            }
        }
        print("isolation: \(count) doors of databases tried by 10 logins, each open to its own alone")

        try base.execute("grant connect on database \(identifier: Identifier("socle_\(far)")) to public")
        let parameters = try database.installation.parameters(forLogin: Identifier("\(near)_app"), of: near)
        #expect(try Self.open(doors, parameters) == [database.name, "socle_\(far)"], "the test must see an open door")
    }

    /// Those of the databases to which one can connect; the others are denied.
    private static func open(_ doors: [String], _ parameters: ConnectionParameters) throws -> [String] {
        try doors.filter { door in
            do {
                _ = try Connection(to: parameters.with(database: door))
                return true
            } catch let failure as ConnectionFailure where failure.kind == .denied {
                return false
            }
        }
    }
}
