package import Postgres
package import Vocabulary

/// The tenants of one data database: their logins, groups and schemas.
package struct Neighbourhood: Sendable {
    package struct Login: Hashable, Sendable {
        package let name: Identifier
        package let tenant: TenantIdentifier
        /// `admin`, `app`, `etl` or a channel.
        package let purpose: String

        package init(name: Identifier, tenant: TenantIdentifier, purpose: String) {
            self.name = name
            self.tenant = tenant
            self.purpose = purpose
        }
    }

    package let place: DataPlace
    package let tenants: [TenantIdentifier]
    package let logins: [Login]
    /// Schemas of each tenant.
    package let schemas: [TenantIdentifier: [String]]
    /// What lies in each schema, and the schema.
    package let objects: [String: [TrialObject]]

    /// The schemas of the platform that a data database has.
    package static let platformSchemas = ["socle", "catalogue", "mesh"]

    /// Reads a database.
    ///
    /// **Runs as** provisioner.
    ///
    /// - Parameter sample: the tenants to look at; all when nil.
    package static func read(
        _ place: DataPlace, sample: Set<TenantIdentifier>?, in data: borrowing Connection
    ) throws -> Neighbourhood {
        func isMeant(_ tenant: TenantIdentifier) -> Bool { sample?.contains(tenant) ?? true }
        let logins = try data.query(
            """
            select login_name, identifier, purpose from socle.logins join socle.tenants using (tenant_id)
            order by login_name
            """
        ) { row in Login(name: try row[0], tenant: try row[1], purpose: try row[2]) }
        .filter { isMeant($0.tenant) }
        let spaces = try data.query(
            """
            select identifier, schema_name from socle.schemas join socle.tenants using (tenant_id)
            order by schema_name
            """
        ) { row -> (TenantIdentifier, String) in (try row[0], try row[1]) }
        .filter { isMeant($0.0) }
        let schemas = Dictionary(grouping: spaces, by: \.0).mapValues { $0.map(\.1) }
        let objects = try TrialObject.list(in: platformSchemas + spaces.map(\.1), data)
        return Neighbourhood(
            place: place, tenants: schemas.keys.sorted(), logins: logins, schemas: schemas,
            objects: Dictionary(grouping: objects, by: \.schema))
    }

    /// The tenant's roles that nobody logs in as.
    static func groups(of tenant: TenantIdentifier) -> [Identifier] {
        let names = TenantNames(tenant)
        return [names.owner, names.read, names.write, names.delete, names.share]
    }
}
