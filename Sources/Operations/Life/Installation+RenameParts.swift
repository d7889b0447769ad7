import Audit
import FoundationEssentials
import Postgres
import Tenancy
import Vault
import Vocabulary

extension Installation {
    /// Renames a tenant's own database and the group that may connect to it.
    func renameDatabase(of tenant: RegisteredTenant, from old: TenantIdentifier, to new: TenantIdentifier) throws {
        guard tenant.placement != .schema else { return }
        let server = try connectServer(of: tenant)
        let (before, after) = (TenantNames(old).database, TenantNames(new).database)
        if try databaseExists(before, asking: server) {
            // Whoever else looks into it, such as the guard, comes back by the new name.
            try server.execute(
                "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = \(before) and pid <> pg_backend_pid()"
            )
            try server.execute("alter database \(identifier: before) rename to \(identifier: after)")
        }
        let group = (PlatformRoles.connect(to: before), PlatformRoles.connect(to: after))
        if try roleExists(group.0, server) {
            try server.execute("alter role \(identifier: group.0) rename to \(identifier: group.1)")
        }
        try server.execute(
            """
            comment on role \(identifier: group.1)
            is \(literal: "Group of the logins that may connect to database \(after).")
            """)
    }

    /// Renames schemas and roles of a tenant that has a database of its own; in the base ``renameBase`` does it.
    func renameData(
        of tenant: RegisteredTenant, from old: TenantIdentifier, to new: TenantIdentifier, operation: Int
    ) throws {
        guard tenant.placement != .schema else { return }
        let base = try connectMigratedBase()
        let renaming = try renaming(of: tenant, from: old, to: new, in: base)
        // Renamed before, on the way forward; on the way back only afterwards.
        let hasNewName = try databaseExists(TenantNames(new).database, asking: connectServer(of: tenant))
        let place = DataPlace(
            server: tenant.place.server, database: TenantNames(hasNewName ? new : old).database)
        let data = try connectProvisioner(to: place)
        try namingHolder(in: [place]) {
            try data.transaction { data in try rename(dataOf: tenant, by: renaming, operation: operation, in: data) }
        }
    }

    /// Renames all that the base knows of a tenant, and what lies in it.
    func renameBase(
        of tenant: RegisteredTenant, from old: TenantIdentifier, to new: TenantIdentifier, operation: Int
    ) throws {
        let base = try connectMigratedBase()
        let vault = try openVault()
        try namingHolder(in: [basePlace]) {
            try base.transaction { base in
                try base.execute("select from socle.registry where tenant_id = \(tenant.tenantID) for update")
                let known = try registered(tenant.tenantID, in: base)
                if known.identifier == new { return }
                let renaming = try renaming(of: tenant, from: old, to: new, in: base)
                if tenant.placement == .schema {
                    try rename(dataOf: tenant, by: renaming, operation: operation, in: base)
                }
                try rename(baseRowsOf: tenant, by: renaming, in: base)
                try renameShares(by: renaming, in: base)
                try SecretStore(vault).rename(
                    kind: SecretLabel.loginKind, renaming.names, of: tenant.tenantID, on: base)
                if tenant.placement != .schema {
                    try AuditChain.rename(
                        TenantNames(old).database, to: TenantNames(new).database,
                        of: [tenant.tenantID, Platform.tenantID], in: base)
                    try tell(tenant, renaming, operation, in: base)
                }
            }
        }
    }

    private func roleExists(_ role: Identifier, _ server: borrowing Connection) throws -> Bool {
        try server.first("select exists (select from pg_roles where rolname = \(role))") { row in try row[0] } ?? false
    }

    private func tell(
        _ tenant: RegisteredTenant, _ renaming: Renaming, _ operation: Int, in connection: borrowing Connection
    ) throws {
        try AuditTrail.append(
            AuditEvent(
                tenantID: tenant.tenantID, action: "tenant.renamed", object: renaming.new.text,
                detail: ["from": .string(renaming.old.text), "operation": JSON(operation)]),
            in: connection)
    }

    // MARK: The database in which the data lies

    private func rename(
        dataOf tenant: RegisteredTenant, by renaming: Renaming, operation: Int, in data: borrowing Connection
    ) throws {
        let isDone = try data.first(
            "select identifier = \(renaming.new) from socle.tenants where tenant_id = \(tenant.tenantID)"
        ) { row -> Bool in try row[0] }
        if isDone == true { return }
        let (olds, news) = (Array(renaming.names.keys), Array(renaming.names.values))
        let pairs: SQL = "unnest(\(olds)::text[], \(news)::text[]) as renamed (old_name, new_name)"
        for (old, new) in renaming.names.sorted(by: { $0.key < $1.key }) {
            let (before, after) = (Identifier(derived: old), Identifier(derived: new))
            let there = try data.first(
                """
                select exists (
                    select from socle.schemas join pg_namespace on nspname = schema_name::name
                    where tenant_id = \(tenant.tenantID) and schema_name = \(old)
                )
                """
            ) { row -> Bool in try row[0] }
            if there == true { try data.execute("alter schema \(identifier: before) rename to \(identifier: after)") }
            if try roleExists(before, data) {
                try data.execute("alter role \(identifier: before) rename to \(identifier: after)")
            }
        }
        for (table, column) in [
            ("schemas", "schema_name"), ("logins", "login_name"), ("datasets", "schema_name"),
            ("published_views", "schema_name"),
        ] {
            try data.execute(
                """
                update socle.\(raw: table) set \(raw: column) = new_name from \(sql: pairs)
                where tenant_id = \(tenant.tenantID) and \(raw: column) = old_name
                """)
        }
        // What the mesh has not heard yet it will look for under the new name.
        try data.execute(
            """
            update socle.outbox set payload = jsonb_set(payload, '{schema}', to_jsonb(new_name)) from \(sql: pairs)
            where tenant_id = \(tenant.tenantID) and relayed_at is null and payload ->> 'schema' = old_name
            """)
        try data.execute("update socle.tenants set identifier = \(renaming.new) where tenant_id = \(tenant.tenantID)")
        try renameSettings(renaming, news, in: data)
        try renameViews(renaming, in: data)
        try tell(tenant, renaming, operation, in: data)
    }

    /// Settings and descriptions of roles that hold a name.
    private func renameSettings(_ renaming: Renaming, _ roles: [String], in data: borrowing Connection) throws {
        let settings = try data.query(
            """
            select rolname, datname, entry
            from pg_db_role_setting
            join pg_roles on pg_roles.oid = setrole
            left join pg_database on pg_database.oid = setdatabase
            cross join unnest(setconfig) as entry
            where rolname = any (\(roles)::name[])
            """
        ) { row in (role: try row[0] as Identifier, database: try row[1] as Identifier?, entry: try row[2] as String) }
        for setting in settings {
            guard let equals = setting.entry.firstIndex(of: "=") else { continue }
            let name = String(setting.entry[..<equals])
            let value = String(setting.entry[setting.entry.index(after: equals)...])
            let olds = name == "search_path" ? Renaming.names(inList: value) : [value]
            let news = olds.map(renaming.name)
            if news == olds { continue }
            let place: SQL = setting.database.map { "in database \(identifier: $0)" } ?? ""
            // A list as one constant would be one name; what cannot be a name names nothing.
            let text = news.compactMap { try? Identifier($0) }.map { new -> SQL in "\(identifier: new)" }.joined()
            try data.execute(
                """
                alter role \(identifier: setting.role) \(sql: place)
                set \(identifier: Identifier(derived: name)) = \(sql: text)
                """)
        }
        let comments = try data.query(
            """
            select rolname, shobj_description(oid, 'pg_authid') from pg_roles
            where rolname = any (\(roles)::name[]) and shobj_description(oid, 'pg_authid') is not null
            """
        ) { row in (role: try row[0] as Identifier, text: try row[1] as String) }
        for comment in comments {
            // The platform's own words: «… of tenant acme.», «… of tenant acme for etl.»
            let new = comment.text.replacing("tenant \(renaming.old).", with: "tenant \(renaming.new).")
                .replacing("tenant \(renaming.old) ", with: "tenant \(renaming.new) ")
            if new != comment.text {
                try data.execute("comment on role \(identifier: comment.role) is \(literal: new)")
            }
        }
    }

    /// Texts of views that are compared with what the server has, other tenants' that read this one's shares among them.
    private func renameViews(_ renaming: Renaming, in data: borrowing Connection) throws {
        let path: String = try data.first("select current_setting('search_path')") { row in try row[0] } ?? ""
        try data.execute("set local search_path = ''")
        let views = try data.query(
            "select schema_name, view_name, statement from socle.published_views"
        ) { row in (schema: try row[0] as String, name: try row[1] as String, statement: try row[2] as String) }
        for view in views {
            let new = renaming.statement(view.statement)
            if new == view.statement { continue }
            try data.execute(
                """
                update socle.published_views
                set statement = \(new),
                    definition = coalesce(
                        pg_get_viewdef(to_regclass(format('%I.%I', schema_name, view_name))), definition)
                where schema_name = \(view.schema) and view_name = \(view.name)
                """)
        }
        try data.execute("select set_config('search_path', \(path), true)")
    }

    // MARK: The base

    private func rename(
        baseRowsOf tenant: RegisteredTenant, by renaming: Renaming, in base: borrowing Connection
    ) throws {
        let (olds, news) = (Array(renaming.names.keys), Array(renaming.names.values))
        let pairs: SQL = "unnest(\(olds)::text[], \(news)::text[]) as renamed (old_name, new_name)"
        for (table, column) in [
            ("derived_names", "name"), ("login_verifiers", "login_name"), ("registry", "database"),
        ] {
            try base.execute(
                """
                update socle.\(raw: table) set \(raw: column) = new_name from \(sql: pairs)
                where tenant_id = \(tenant.tenantID) and \(raw: column) = old_name
                """)
        }
        try base.execute(
            """
            update socle.registry
            set identifier = \(renaming.new), updated_at = now(),
                declaration = case
                    when starts_with(declaration, \(#"{"tenant_id":"\#(renaming.old)","#)::text)
                        then \(#"{"tenant_id":"\#(renaming.new)","#)::text
                            || substr(declaration, length(\(#"{"tenant_id":"\#(renaming.old)","#)::text) + 1)
                    else declaration
                end
            where tenant_id = \(tenant.tenantID)
            """)
        for column in ["schema_name", "database"] {
            try base.execute(
                """
                update mesh.assets set \(raw: column) = new_name from \(sql: pairs)
                where tenant_id = \(tenant.tenantID) and \(raw: column) = old_name
                """)
        }
        try base.execute(
            "select mesh.index_assets(array(select asset_id from mesh.assets where tenant_id = \(tenant.tenantID)))")
    }

    /// Shares of the tenant's tables: where the view lies, and the texts by which it is mended.
    private func renameShares(by renaming: Renaming, in base: borrowing Connection) throws {
        let path: String = try base.first("select current_setting('search_path')") { row in try row[0] } ?? ""
        try base.execute("set local search_path = ''")
        let shares = try base.query(
            "select subscription_grant_id, share_schema, statement from mesh.subscription_grants"
        ) { row in (id: try row[0] as String, schema: try row[1] as String, statement: try row[2] as String) }
        for share in shares {
            let (schema, statement) = (renaming.name(share.schema), renaming.statement(share.statement))
            if schema == share.schema, statement == share.statement { continue }
            try base.execute(
                """
                update mesh.subscription_grants
                set share_schema = \(schema), statement = \(statement),
                    definition = coalesce(
                        pg_get_viewdef(to_regclass(format('%I.%I', \(schema)::text, share_view))), definition)
                where subscription_grant_id = \(share.id)
                """)
        }
        try base.execute("select set_config('search_path', \(path), true)")
    }
}
