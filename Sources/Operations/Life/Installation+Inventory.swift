import Audit
import Backup
import FoundationEssentials
import Postgres
import Tenancy
import Vocabulary

/// What there is of a tenant, found in the catalog.
struct TenantInventory {
    let tables: [ErasedTable]
    /// Indexes, sequences, types and other parts that are no table and no view.
    let otherObjects: Int
    let largeObjects: Int

    var json: JSON {
        [
            "tables": .array(tables.map(\.json)), "other_objects": JSON(otherObjects),
            "large_objects": JSON(largeObjects),
        ]
    }

    /// Reads what ``json`` writes.
    init?(_ json: JSON?) {
        guard let json, case .array(let tables)? = json["tables"], let others = json["other_objects"]?.integer,
            let largeObjects = json["large_objects"]?.integer
        else { return nil }
        self.init(tables: tables.compactMap(ErasedTable.init), otherObjects: others, largeObjects: largeObjects)
    }

    init(tables: [ErasedTable], otherObjects: Int, largeObjects: Int) {
        self.tables = tables
        self.otherObjects = otherObjects
        self.largeObjects = largeObjects
    }
}

extension Installation {
    /// How many tables one transaction looks at: each takes locks, of which a server has a limited number.
    private static let tablesAtOnce = 50

    /// Refuses to destroy what a court, others or nobody may see destroyed.
    ///
    /// - Throws: ``LifeFailure``: a hold, a share that others read, a term that others use.
    func requireErasable(_ tenant: RegisteredTenant, in base: borrowing Connection) throws {
        try LegalHold.requireNone(on: tenant.tenantID, in: base)
        let shares = try shares(of: tenant.tenantID, in: base)
        guard shares.isEmpty else { throw LifeFailure.readByOthers(tenant.identifier, shares: shares) }
        let terms = try base.query(
            """
            with used as (
                select glossary_term_id, asset_id from mesh.asset_terms
                union
                select glossary_term_id, asset_id from mesh.asset_column_terms
            )
            select distinct format('%s / %s', glossaries.name, glossary_terms.name)
            from used
            join mesh.assets using (asset_id)
            join mesh.glossary_terms using (glossary_term_id)
            join mesh.glossaries using (glossary_id)
            join mesh.projects on projects.project_id = glossaries.project_id
            where projects.tenant_id = \(tenant.tenantID) and assets.tenant_id <> \(tenant.tenantID)
            order by 1
            """
        ) { row -> String in try row[0] }
        guard terms.isEmpty else { throw LifeFailure.termsUsed(tenant.identifier, terms: terms) }
    }

    /// Refuses to go on when a catalog holds something of the tenant that nobody knows of, wherever it lies or lay.
    ///
    /// - Throws: ``LifeFailure/unknownObjects(_:objects:)``.
    func requireKnown(_ tenant: RegisteredTenant, in base: borrowing Connection) throws {
        guard tenant.state == .archived, tenant.placement != .schema else {
            return try requireKnown(tenant, in: base, connectProvisioner(to: tenant.place))
        }
        // Its database is gone, or was made anew by a run that died and has nothing but what the archive has.
        let roles = try roleNames(of: tenant.tenantID, in: base)
        let unknown = try connectServer(of: tenant).query(
            """
            select format('%s objects or rights in database "%s"', count(*), datname)
            from pg_shdepend join pg_database on pg_database.oid = dbid
            where refclassid = 'pg_authid'::regclass and datname <> \(tenant.database)
                and refobjid in (select oid from pg_roles where rolname = any (\(roles)::name[]))
            group by datname order by datname
            """
        ) { row -> String in try row[0] }
        guard unknown.isEmpty else { throw LifeFailure.unknownObjects(tenant.identifier, objects: unknown) }
    }

    /// Refuses to go on when the catalog holds something of the tenant, or on it, that nobody knows of.
    ///
    /// - Throws: ``LifeFailure/unknownObjects(_:objects:)``.
    func requireKnown(_ tenant: RegisteredTenant, in base: borrowing Connection, _ data: borrowing Connection) throws {
        let roles = try roleNames(of: tenant.tenantID, in: base)
        let hasOwnDatabase = tenant.placement != .schema
        var unknown = try data.query(
            "select description from socle.foreign_objects(\(tenant.tenantID), \(roles)::text[])"
        ) { row -> String in try row[0] }
        unknown += try data.query(
            "select socle.strange_schemas(\(tenant.tenantID), \(tenant.identifier), \(hasOwnDatabase))"
        ) { row -> String in try row[0] }
        // Roles are the cluster's: whatever depends on them in another database would be left behind.
        unknown += try data.query(
            """
            select format('%s objects or rights in database "%s"', count(*), datname)
            from pg_shdepend join pg_database on pg_database.oid = dbid
            where refclassid = 'pg_authid'::regclass and datname <> current_database()
                and refobjid in (select oid from pg_roles where rolname = any (\(roles)::name[]))
            group by datname order by datname
            """
        ) { row -> String in try row[0] }
        let held = Set(
            try base.query("select name from socle.derived_names where kind = 'role'") { try $0[0] as String })
        unknown += try data.query(
            "select rolname from pg_roles where starts_with(rolname, \("\(tenant.identifier)_")::text) order by 1"
        ) { row -> String in try row[0] }.filter { !held.contains($0) }.map { "role \(quoted($0))" }
        // A schema of the tenant's roles that nobody registered is found by both.
        var named: Set<String> = []
        unknown = unknown.filter { named.insert($0).inserted }
        guard unknown.isEmpty else { throw LifeFailure.unknownObjects(tenant.identifier, objects: unknown) }
    }

    /// Counts what there is of a tenant, or was when it was archived.
    func inventory(of tenant: RegisteredTenant) throws -> TenantInventory {
        if tenant.state == .archived {
            return try archive(of: tenant, in: nil).inventory
                ?? TenantInventory(tables: [], otherObjects: 0, largeObjects: 0)
        }
        return try inventory(of: tenant, in: connectProvisioner(to: tenant.place))
    }

    /// Takes away the archive of a tenant that is erased.
    ///
    /// - Returns: where it lay, and whether it was there; nil when there was none.
    func discardArchive(of tenant: RegisteredTenant) throws -> JSON? {
        guard tenant.state == .archived else { return nil }
        let archive = try archive(of: tenant, in: nil)
        let found = try? SealedBackup(folder: archive.folder)
        let isThere = found?.backupID == archive.backupID
        if isThere { try FileManager.default.removeItem(atPath: archive.folder) }
        return [
            "folder": .string(archive.folder), "backup": .string(archive.backupID.uuidString.lowercased()),
            "tables": JSON(archive.tables), "rows": JSON(archive.rows),
            "is_removed": .bool(!FileManager.default.fileExists(atPath: archive.folder)),
        ]
    }

    /// Counts what there is of a tenant.
    ///
    /// Rows are counted by the platform's role for the tenant, table after table.
    func inventory(of tenant: RegisteredTenant, in data: borrowing Connection) throws -> TenantInventory {
        let found = try data.query(
            "select schema_name, table_name, kind, is_countable, bytes, first_load, last_load from socle.tenant_tables(\(tenant.tenantID))"
        ) { row in
            (
                schema: try row[0] as String, name: try row[1] as String, kind: try row[2] as String,
                isCountable: try row[3] as Bool, bytes: try row[4] as Int, first: try row[5] as Date?,
                last: try row[6] as Date?
            )
        }
        var tables: [ErasedTable] = []
        for start in stride(from: 0, to: found.count, by: Self.tablesAtOnce) {
            let part = found[start..<min(start + Self.tablesAtOnce, found.count)]
            try data.transaction(.repeatableRead.readOnly) { data in
                try data.execute("set local role \(identifier: tenant.names.share)")
                for table in part {
                    let name: SQL =
                        "\(identifier: Identifier(derived: table.schema), Identifier(derived: table.name))"
                    let rows =
                        table.isCountable
                        ? try data.first("select count(*) from only \(sql: name)") { row -> Int in try row[0] } : nil
                    tables.append(
                        ErasedTable(
                            schema: table.schema, name: table.name, kind: table.kind, rows: rows, bytes: table.bytes,
                            firstLoad: table.first, lastLoad: table.last))
                }
            }
        }
        let others: Int =
            try data.first("select count(*) from socle.tenant_objects(\(tenant.tenantID))") { row in try row[0] } ?? 0
        return TenantInventory(
            tables: tables, otherObjects: max(0, others - tables.count),
            largeObjects: try largeObjects(of: tenant, in: data, limit: Int(Int32.max)).count)
    }

    /// Numbers of the large objects that belong to a tenant's roles.
    func largeObjects(of tenant: RegisteredTenant, in data: borrowing Connection, limit: Int) throws -> [Int] {
        let roles = try roleNames(of: tenant.tenantID, in: connectMigratedBase())
        return try data.query(
            """
            select oid::bigint from pg_largeobject_metadata
            where lomowner in (select oid from pg_roles where rolname = any (\(roles)::name[]))
            order by oid limit \(limit)
            """
        ) { row in try row[0] }
    }
}
