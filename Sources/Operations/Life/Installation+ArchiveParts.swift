import Audit
import Backup
import FoundationEssentials
import Postgres
import Settings
import Tenancy
import Vocabulary

extension Installation {
    // MARK: Archiving

    /// Opens every file of a backup, and holds its counts and checksums against the tables, which nobody writes any more.
    ///
    /// - Returns: the keys on which it hangs, which are to be kept as long as the archive is.
    func verifyArchive(of tenant: RegisteredTenant, in folder: String) throws -> JSON {
        let backup = try SealedBackup(folder: folder)
        let manifest = try backup.check(openedBy: openVault())
        try connectProvisioner(to: tenant.place).transaction(.repeatableRead.readOnly) { data in
            try data.writeValuesPlainly()
            var wanted: [String: TableContent] = [:]
            for content in manifest.tables { wanted["\(content.schema).\(content.table)"] = content }
            for table in try CopiedTable.list(in: manifest.schemas.map { try Identifier($0) }, data) {
                let found = try TableContent.read(table, from: data)
                let content = wanted.removeValue(forKey: table.description)
                guard content != found else { continue }
                throw BackupFailure.otherContent(
                    table: table.description, wanted: content?.rows ?? 0, found: found.rows)
            }
            if let gone = wanted.values.first {
                throw BackupFailure.otherContent(table: "\(gone.schema).\(gone.table)", wanted: gone.rows, found: 0)
            }
        }
        return [
            "tables": JSON(manifest.tables.count), "rows": JSON(manifest.rows),
            "keys": .array(try backup.keyIdentifiers().sorted().map(JSON.string)),
        ]
    }

    /// Drops all that an archived tenant has in the database where its data lay, or the database if it was its own.
    func dropLiveData(of tenant: RegisteredTenant, mayGoOn: () throws -> Void) throws {
        guard tenant.state == .archived else { preconditionFailure("the data of a tenant that lives is not dropped") }
        try dropData(of: tenant, mayGoOn: mayGoOn)
        let base = try connectMigratedBase()
        if tenant.placement == .schema { try forgetData(of: tenant, in: base) }
        try base.execute(
            """
            update socle.tenant_usage set storage_bytes = 0, history_bytes = 0, objects = 0
            where tenant_id = \(tenant.tenantID)
            """)
    }

    /// The channels in which a tenant publishes something.
    func publishedChannels(of tenant: RegisteredTenant) throws -> [Channel] {
        let published = try connectProvisioner(to: tenant.place).query(
            "select distinct schema_name from socle.published_views where tenant_id = \(tenant.tenantID)"
        ) { row -> String in try row[0] }
        return Channel.allCases.filter { published.contains(tenant.names.channelSchema($0).text) }
    }

    // MARK: Restoring

    /// Refuses to bring a tenant back where its data may not lie any more, or where there is no room.
    func requireRoomAgain(for tenant: RegisteredTenant) throws {
        let base = try connectMigratedBase()
        let declaration = try appliedDeclaration(of: tenant.identifier)
        let servers = try RegisteredServer.all(in: base)
        _ = try ServerChoice(
            for: tenant.identifier, placement: tenant.placement, region: tenant.region, named: nil,
            present: tenant.place.server, among: servers, environment: settings.environment,
            allowedRegions: declaration.residency)
        guard settings.environment != .development,
            let server = servers.first(where: { $0.name == tenant.place.server })
        else { return }
        let shortages = ServerCapacity(
            server: server.name, total: try ServerFacts.inspect(connectCluster(server.name)).amounts,
            overcommit: server.overcommit, promised: try promisedAmounts(in: base)[server.name]?.amounts ?? [:]
        ).shortages(adding: declaration.amounts)
        if !shortages.isEmpty { throw PlacementFailure.overcommitted(tenant.identifier, shortages) }
    }

    /// Makes the tenant's own database with its audit chains.
    func prepareForRestoring(_ tenant: RegisteredTenant) throws {
        let base = try connectMigratedBase()
        if tenant.placement != .schema {
            try makeDatabase(at: tenant.place, connectionLimit: tenant.limits.databaseConnections)
            // Before anybody writes into it: its chains go on where they ended.
            try AuditChain.revive(tenant.database, from: base, in: connectProvisioner(to: tenant.place))
        }
        try connectProvisioner(to: tenant.place).execute(
            """
            insert into socle.tenants (tenant_id, identifier) values (\(tenant.tenantID), \(tenant.identifier))
            on conflict do nothing
            """)
    }

    /// Restores an archive into the place of its tenant, and compares it; what an earlier run made is thrown away.
    func restore(_ archive: TenantArchive, of tenant: RegisteredTenant, operation: Int) throws {
        guard tenant.state == .archived else { preconditionFailure("the data of a tenant that lives is not replaced") }
        let backup = try SealedBackup(folder: archive.folder)
        let vault = try openVault()
        let schemas = try backup.manifest(openedBy: vault).schemas.map { try Identifier($0) }
        let data = try connectProvisioner(to: tenant.place)
        try dropSchemas(schemas, in: data)
        for schema in schemas {
            try data.execute("create schema \(identifier: schema) authorization \(identifier: tenant.names.owner)")
        }
        let login = restorer(of: tenant, operation: operation)
        let way = try login.open(
            for: [tenant.database], on: connectCluster(tenant.place.server), at: address(of: tenant.place))
        defer { try? login.close(on: connectCluster(tenant.place.server)) }  // the undoing takes it away for sure
        _ = try backup.restore(as: way, comparingIn: data, by: postgresTool(), openedBy: vault) { folder in
            let path = "\(folder)/\(Self.rightsFile)"
            guard let content = FileManager.default.contents(atPath: path),
                let rights = try? JSONDecoder().decode([StructureFacts.Right].self, from: content)
            else { throw BackupFailure.cannotRead(path: path, reason: "it holds no rights") }
            // Whom the tenant had let in may be gone by now.
            let roles = Set(try data.query("select rolname::text from pg_roles") { row -> String in try row[0] })
            try StructureFacts.grant(rights.filter { roles.contains($0.grantee) }, in: Connection(to: way))
            try PlatformRows.read(of: tenant.tenantID, from: folder, into: data)
        }
    }

    /// The file of a backup in which rights stand.
    static let rightsFile = "socle-rights.json"

    private func restorer(of tenant: RegisteredTenant, operation: Int) -> OwnerLogin {
        OwnerLogin(
            name: Identifier(derived: "socle operation \(operation) of \(tenant.identifier)"), owner: tenant.names.owner
        )
    }

    /// Takes the login away that restored.
    func closeRestorer(of tenant: RegisteredTenant, operation: Int) throws {
        try restorer(of: tenant, operation: operation).close(on: connectCluster(tenant.place.server))
    }

    /// Drops what was restored of a tenant that stays archived.
    func dropRestored(_ tenant: RegisteredTenant, _ schemas: [Identifier]) throws {
        guard tenant.state == .archived else { preconditionFailure("the data of a tenant that lives is not dropped") }
        if tenant.placement == .schema {
            let base = try connectMigratedBase()
            let names = tenant.names
            try dropSchemas(
                schemas + [names.auditSchema, names.shareSchema] + Channel.allCases.map(names.channelSchema), in: base)
            try forgetData(of: tenant, in: base)
        } else {
            try dropData(of: tenant) {}
        }
    }

    /// Applies again what was last applied of a tenant's file, as a step of an operation.
    ///
    /// - Returns: how many changes there were.
    func applyAgain(_ tenant: RegisteredTenant) throws -> Int {
        try namingHolder(in: [basePlace, tenant.place]) {
            try apply(appliedDeclaration(of: tenant.identifier), isStep: true).changes.count
        }
    }

    // MARK: Shared databases

    /// Drops schemas with all that is in them, the last first.
    func dropSchemas(_ schemas: [Identifier], in data: borrowing Connection) throws {
        for schema in schemas.reversed() {
            // In parts: the server holds so many locks at a time and no more.
            let tables = try data.query(
                """
                select relname::text from pg_class join pg_namespace on pg_namespace.oid = relnamespace
                where nspname = \(schema) and relkind in ('r', 'p')
                """
            ) { row -> Identifier in try row[0] }
            for table in tables {
                try data.execute("drop table if exists \(identifier: schema, table) cascade")
            }
            try data.execute("drop schema if exists \(identifier: schema) cascade")
        }
    }

    /// Takes away what the platform keeps of a tenant in a database where nothing of it lies any more.
    func forgetData(of tenant: RegisteredTenant, in data: borrowing Connection) throws {
        let roles = try roleNames(of: tenant.tenantID, in: connectMigratedBase()).map { Identifier(derived: $0) }
        try data.transaction { data in
            try PlatformRows.remove(of: tenant.tenantID, in: data)
            for table in ["published_views", "schemas", "logins", "tenants"] {
                try data.execute("delete from socle.\(raw: table) where tenant_id = \(tenant.tenantID)")
            }
            for role in roles {
                let exists = try data.first("select exists (select from pg_roles where rolname = \(role))") { row in
                    try row[0] as Bool
                }
                if exists == true { try data.execute("drop owned by \(identifier: role)") }
            }
        }
    }
}
