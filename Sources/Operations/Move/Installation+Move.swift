import FoundationEssentials
package import Journal
import Postgres
import Settings
import Tenancy
package import Vocabulary

extension Installation {
    /// Moves a tenant to another place, or to another tier with the place that belongs to it.
    ///
    /// What speaks against it is told before anything is begun.
    ///
    /// - Parameters:
    ///   - tier: the level to be; the present one when not given.
    ///   - placement: where to; what file and tier say when not given.
    ///   - server: the registered server of a placement that has one.
    package func moveTenant(
        _ tenant: TenantIdentifier, tier: Tier?, placement: Placement?, server: ServerName?,
        watch: @escaping (JournalEvent) -> Void
    ) throws -> Operation {
        let base = try connectMigratedBase()
        let registered = try RegisteredTenant.find(tenant, in: base)
        if registered.state == .archived { throw MoveFailure.archived(tenant) }
        let before = try declaration(of: tenant)
        var wanted = before
        if let tier { wanted.tier = tier }
        if let server { wanted.server = server.text }
        if let tier, tier != registered.tier, placement == nil {
            // The place is the new tier's, whatever the file says for the present one.
            var byTier = wanted
            byTier.placement = nil
            byTier.server = server?.text
            if let place = (try? preview(byTier, of: tenant))?.placement {
                if wanted.placement != place { wanted.placement = nil }
                if place == .schema { wanted.server = nil }
            }
        }
        if let placement {
            // A file says what its tier does not.
            wanted.placement = nil
            if placement == .schema { wanted.server = nil }
            let byTier = try? preview(wanted, of: tenant)
            if byTier?.placement != placement { wanted.placement = placement }
        }
        if let open = try Operation.open(of: registered.tenantID, in: base) {
            return try goOn(open, wanted: wanted, of: tenant, watch: watch)
        }
        let configuration = try preview(wanted, of: tenant)
        try requireBackupRegion(for: tenant, regions: configuration.residency?.regions)
        try requireBackupRegion(for: tenant)
        let place = try targetPlace(configuration)
        if place == registered.place {
            guard wanted != before || configuration.tier != registered.tier else {
                throw tier.map { MoveFailure.sameTier(tenant, $0) } ?? .sameplace(tenant, place: "\(place)")
            }
            return try run(
                ChangeTier(tenant: registered.tenantID, identifier: tenant, wanted: wanted), watch: watch)
        }
        return try run(MoveTenant(tenant: registered.tenantID, identifier: tenant, wanted: wanted), watch: watch)
    }

    /// Goes on with what a dead run of the same left; another is refused by name.
    private func goOn(
        _ open: Operation, wanted: DeclarationEdit, of tenant: TenantIdentifier,
        watch: @escaping (JournalEvent) -> Void
    ) throws -> Operation {
        if open.kind == ChangeTier.kind {
            return try run(ChangeTier(tenant: open.tenantID, identifier: tenant, wanted: wanted), watch: watch)
        }
        return try run(MoveTenant(tenant: open.tenantID, identifier: tenant, wanted: wanted), watch: watch)
    }

    /// Where a configuration puts its tenant.
    func targetPlace(_ configuration: TenantConfiguration) throws -> DataPlace {
        let declaration = TenantDeclaration(configuration)
        let choice = try ServerChoice(
            for: configuration.identifier, placement: configuration.placement, region: configuration.region,
            named: configuration.server, present: nil, among: RegisteredServer.all(in: connectMigratedBase()),
            environment: settings.environment, allowedRegions: declaration.residency)
        return try DesiredTenant(declaration, baseDatabase: baseDatabase, server: choice.server).place
    }

    /// What a move will do, once nothing speaks against it.
    ///
    /// - Throws: ``MoveFailure``, or what is wrong with the configuration.
    func plannedMove(_ move: MoveTenant, operation: Int) throws -> MovedTenant {
        let tenant = try registered(move.identifier, move.tenant)
        let configuration = try preview(move.wanted, of: move.identifier)
        let to = try targetPlace(configuration)
        let schemas = try ownSchemas(of: tenant)
        try requireFit(tenant, for: configuration, schemas)
        try requireFree(schemas, in: to, tenant)
        try requireNoShares(tenant)
        try requireIndependence(tenant, schemas)
        return MovedTenant(
            installation: self, tenant: tenant, operation: operation, from: tenant.place, to: to,
            fromPlacement: tenant.placement, toPlacement: configuration.placement, schemas: schemas)
    }

    /// Refuses a tier whose limits the tenant does not keep.
    func requireFit(_ tenant: RegisteredTenant, for configuration: TenantConfiguration, _ schemas: [Identifier]) throws
    {
        let used: Int64? = try connectProvisioner(to: tenant.place).first(
            """
            select coalesce(sum(pg_total_relation_size(pg_class.oid)), 0)::bigint
            from pg_class join pg_namespace on pg_namespace.oid = relnamespace
            where relkind in ('r', 'm') and nspname::text = any(\(schemas.map(\.text))::text[])
            """
        ) { row in try row[0] }
        if let used, used > configuration.limits.storage.bytes {
            throw MoveFailure.storage(
                tenant.identifier, used: used, limit: configuration.limits.storage.bytes, tier: configuration.tier)
        }
        // Refuses too few connections for the logins.
        _ = try desiredTenant(configuration)
    }

    /// Refuses a place in which something bears one of the tenant's names: a move would empty it, and an undoing drop it.
    private func requireFree(_ schemas: [Identifier], in place: DataPlace, _ tenant: RegisteredTenant) throws {
        let cluster = try connectCluster(place.server)
        if place.server != tenant.place.server {
            let role: String? = try cluster.first(
                """
                select rolname::text from pg_roles
                where rolname::text = any(\(tenant.names.roles.map(\.text))::text[]) order by 1 limit 1
                """
            ) { row in try row[0] }
            if let role { throw MoveFailure.taken(kind: "role", name: role, server: place.server) }
        }
        guard try place == basePlace else {
            guard try databaseExists(place.database, asking: cluster) else { return }
            throw MoveFailure.taken(kind: "database", name: place.database.text, server: place.server)
        }
        let data = try connectProvisioner(to: place)
        let taken = try data.query(
            """
            select nspname::text from pg_namespace
            where nspname::text = any(\(schemas.map(\.text))::text[])
                and not exists (select from socle.tenants where tenant_id = \(tenant.tenantID))
            """
        ) { row -> String in try row[0] }
        if let first = taken.first { throw MoveFailure.occupied(schema: first, database: place.database.text) }
    }

    private func requireNoShares(_ tenant: RegisteredTenant) throws {
        let listings = try connectProvisioner().query(
            """
            select listing from mesh.share_facts
            where (producer_id = \(tenant.tenantID) or consumer_id = \(tenant.tenantID))
                and grant_status is not null and grant_status <> 'REVOKED'
            order by 1
            """
        ) { row -> String in try row[0] }
        if let first = listings.first {
            throw MoveFailure.shares(tenant.identifier, count: listings.count, first: first)
        }
    }

    /// Refuses what shows something that does not go where the schemas go.
    func requireIndependence(_ tenant: RegisteredTenant, _ schemas: [Identifier]) throws {
        let found = try connectProvisioner(to: tenant.place).query(
            """
            select distinct format('%s.%s', own_schema.nspname, own.relname),
                format('%s.%s', other_schema.nspname, other.relname)
            from pg_depend
            join pg_rewrite on pg_depend.classid = 'pg_rewrite'::regclass and pg_depend.objid = pg_rewrite.oid
            join pg_class as own on own.oid = ev_class
            join pg_namespace as own_schema on own_schema.oid = own.relnamespace
            join pg_class as other
                on pg_depend.refclassid = 'pg_class'::regclass and pg_depend.refobjid = other.oid
            join pg_namespace as other_schema on other_schema.oid = other.relnamespace
            where own_schema.nspname::text = any(\(schemas.map(\.text))::text[])
                and other_schema.nspname::text <> all(\(schemas.map(\.text))::text[])
                and other_schema.nspname not in ('pg_catalog', 'information_schema')
                and not exists (
                    select from pg_depend as membership
                    where membership.classid = 'pg_class'::regclass and membership.objid = other.oid
                        and membership.deptype = 'e'
                )
            order by 1 limit 1
            """
        ) { row -> (String, String) in (try row[0], try row[1]) }
        if let (object, other) = found.first { throw MoveFailure.dependence(object: object, on: other) }
    }

    /// Where the backup of an operation lies, in a private folder of the state.
    func backupFolder(of tenant: RegisteredTenant, operation: Int) throws -> String {
        let folder = "\(settings.stateDirectory)/backups"
        try makeFolder(folder, mode: 0o700)
        return "\(folder)/\(tenant.tenantID.uuidString.lowercased())-\(operation)"
    }

    /// Makes a database of a tenant's own with every migration, on whatever server; one that is there stays.
    func makeDatabase(at place: DataPlace, connectionLimit: Int) throws {
        try makeDatabase(place.database, on: place.server, connectionLimit: connectionLimit)
        try migrate(place)
    }
}
