package import Postgres
import Vocabulary

extension InspectedTenant.DataSide {
    /// Reads what a tenant's data database holds for it.
    ///
    /// **Runs as** provisioner. **Cost** six round trips.
    ///
    /// - Parameter held: the schemas that the registry keeps for the tenant.
    package static func inspect(_ desired: DesiredTenant, held: [String], in database: borrowing Connection) throws
        -> Self
    {
        var side = Self()
        side.isPrepared = true
        let identifier = desired.configuration.identifier
        side.isKnown =
            try database.first("select exists (select from socle.tenants where identifier = \(identifier))") { row in
                try row[0]
            } ?? false
        side.schemas = try schemas(desired, held, in: database)
        side.registeredSchemas = try pairs(
            """
            select schema_name, purpose from socle.schemas join socle.tenants using (tenant_id)
            where identifier = \(identifier)
            """, in: database)
        side.registeredLogins = try pairs(
            """
            select login_name, purpose from socle.logins join socle.tenants using (tenant_id)
            where identifier = \(identifier)
            """, in: database)
        let rights = try defaultRights(of: desired.names.owner, in: database)
        side.defaultRights = rights.inSchemas
        side.functionsAreClosed = rights.functionsAreClosed
        side.schemasWithMissingRights = try schemasWithMissingRights(desired, in: database)
        return side
    }

    private static func pairs(_ sql: SQL, in database: borrowing Connection) throws -> [String: String] {
        Dictionary(try database.query(sql) { row -> (String, String) in (try row[0], try row[1]) }) { first, _ in first
        }
    }

    private static func schemas(_ desired: DesiredTenant, _ held: [String], in database: borrowing Connection) throws
        -> [String: InspectedTenant.Schema]
    {
        let wanted = Set(desired.schemas.map(\.name.text))
        let retired = Set(held).subtracting(wanted)
        let names = desired.names
        let channels = retired.intersection(Channel.allCases.map { names.channelSchema($0).text })
        let found = try database.query(
            """
            select nspname, nspowner::regrole::text,
                array(select grantee::regrole::text from aclexplode(nspacl) where privilege_type = 'USAGE'),
                array(select grantee::regrole::text from aclexplode(nspacl) where privilege_type = 'CREATE'),
                array(
                    select relname::text from pg_class
                    where relnamespace = pg_namespace.oid and relkind = 'v' and nspname = any(\(Array(channels))::text[])
                ),
                array(
                    select pg_describe_object(classid, objid, objsubid) from pg_depend
                    where refclassid = 'pg_namespace'::regclass and refobjid = pg_namespace.oid and deptype = 'n'
                        and nspname = any(\(Array(retired))::text[])
                        and not (
                            classid = 'pg_class'::regclass and nspname = any(\(Array(channels))::text[])
                            and exists (select from pg_class where oid = objid and relkind = 'v')
                        )
                    order by 1
                )
            from pg_namespace
            where nspname = any(\(Array(wanted.union(retired)))::text[])
            """
        ) { row -> (String, InspectedTenant.Schema) in
            let users: [String] = try row[2]
            let creators: [String] = try row[3]
            let views: [String] = try row[4]
            let schema = InspectedTenant.Schema(
                owner: try row[1], users: Set(users), creators: Set(creators), views: Set(views),
                contents: try row[5])
            return (try row[0], schema)
        }
        return Dictionary(found) { first, _ in first }
    }

    private static func defaultRights(of owner: Identifier, in database: borrowing Connection) throws
        -> (inSchemas: Set<InspectedTenant.DefaultRight>, functionsAreClosed: Bool)
    {
        let found = try database.query(
            """
            select coalesce(nspname, ''), defaclobjtype::text, coalesce(grantee.rolname, ''), privilege_type
            from pg_default_acl
            join pg_roles as owner on owner.oid = defaclrole
            left join pg_namespace on pg_namespace.oid = defaclnamespace
            cross join aclexplode(defaclacl)
            left join pg_roles as grantee on grantee.oid = aclexplode.grantee
            where owner.rolname = \(owner)
            """
        ) { row -> InspectedTenant.DefaultRight in
            .init(schema: try row[0], objectType: try row[1], grantee: try row[2], privilege: try row[3])
        }
        // A default entry without a schema replaces PostgreSQL's own, in which PUBLIC may execute.
        let functions = found.filter { $0.schema.isEmpty && $0.objectType == "f" }
        let isClosed = !functions.isEmpty && functions.allSatisfy { !$0.grantee.isEmpty }
        return (Set(found.filter { !$0.schema.isEmpty }), isClosed)
    }

    private static func schemasWithMissingRights(_ desired: DesiredTenant, in database: borrowing Connection) throws
        -> Set<String>
    {
        let own = desired.schemas.filter(\.purpose.belongsToTenant).map(\.name.text)
        let names = desired.names
        let found = try database.query(
            """
            select distinct nspname
            from pg_class
            join pg_namespace on pg_namespace.oid = relnamespace
            join pg_roles as reader on reader.rolname = \(names.read)
            join pg_roles as writer on writer.rolname = \(names.write)
            join pg_roles as deleter on deleter.rolname = \(names.delete)
            where nspname = any(\(own)::text[]) and relkind in ('r', 'p', 'v', 'm', 'f')
                and (
                    not has_table_privilege(reader.oid, pg_class.oid, 'select')
                    or not has_table_privilege(writer.oid, pg_class.oid, 'insert')
                    or not has_table_privilege(writer.oid, pg_class.oid, 'update')
                    or not has_table_privilege(deleter.oid, pg_class.oid, 'delete')
                    or not has_table_privilege(deleter.oid, pg_class.oid, 'truncate')
                )
            """
        ) { row -> String in try row[0] }
        return Set(found)
    }
}
