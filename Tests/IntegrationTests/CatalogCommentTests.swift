import Operations
import Postgres
import TestServer
import Testing
import Vocabulary

/// A rule on the platform's own objects, which the catalog can be asked about.
private struct Rule: CustomTestStringConvertible {
    let sentence: String
    /// Lists what breaks the rule.
    let offenders: SQL
    /// Statements of which each makes an offender.
    let breaches: [SQL]

    var testDescription: String { sentence }
}

/// The schemas that are the platform's own.
private let own: SQL = "nspname in ('socle', 'mesh', 'catalogue')"

private let rules: [Rule] = [
    Rule(
        sentence: "every schema, table and view has a comment",
        offenders: """
            select nspname::text from pg_namespace
            where \(sql: own) and obj_description(oid, 'pg_namespace') is null
            union all
            select format('%s.%s', nspname, relname) from pg_class
            join pg_namespace on pg_namespace.oid = relnamespace
            where \(sql: own) and relkind in ('r', 'p', 'v', 'm', 'f')
                and obj_description(pg_class.oid, 'pg_class') is null
            """,
        breaches: [
            "create table socle.bare ()", "comment on schema mesh is null", "comment on view catalogue.assets is null",
        ]),
    Rule(
        sentence: "every column has a comment",
        offenders: """
            select format('%s.%s.%s', nspname, relname, attname) from pg_attribute
            join pg_class on pg_class.oid = attrelid
            join pg_namespace on pg_namespace.oid = relnamespace
            where \(sql: own) and relkind in ('r', 'p', 'v', 'm', 'f') and attnum > 0 and not attisdropped
                and col_description(attrelid, attnum) is null
            """,
        breaches: [
            "alter table mesh.domains add column bare integer",
            "create view catalogue.bare as select 1 as one",
        ]),
    Rule(
        sentence: "every function has a comment",
        offenders: """
            select pg_proc.oid::regprocedure::text from pg_proc
            join pg_namespace on pg_namespace.oid = pronamespace
            where \(sql: own) and obj_description(pg_proc.oid, 'pg_proc') is null
            """,
        breaches: ["create function socle.bare() returns integer language sql as 'select 1'"]),
    Rule(
        sentence: "every foreign key has an index that begins with its columns",
        offenders: """
            select format('%s.%s', nspname, conname) from pg_constraint
            join pg_namespace on pg_namespace.oid = connamespace
            where \(sql: own) and contype = 'f'
                and not exists (
                    select from pg_index
                    where indrelid = conrelid and indpred is null and indisvalid
                        and (indkey::smallint[])[0:cardinality(conkey) - 1] @> conkey
                )
            """,
        breaches: [
            "drop index mesh.projects_tenant_id_idx",
            "alter table mesh.inbox add foreign key (tenant_id) references socle.registry (tenant_id)",
        ]),
    Rule(
        sentence: "no schema, relation or function is open to everyone",
        offenders: """
            select nspname::text from pg_namespace cross join aclexplode(nspacl) as entry
            where \(sql: own) and entry.grantee = 0
            union all
            select format('%s.%s', nspname, relname) from pg_class
            join pg_namespace on pg_namespace.oid = relnamespace
            cross join aclexplode(relacl) as entry
            where \(sql: own) and entry.grantee = 0
            union all
            select format('%s.%s.%s', nspname, relname, attname) from pg_attribute
            join pg_class on pg_class.oid = attrelid
            join pg_namespace on pg_namespace.oid = relnamespace
            cross join aclexplode(attacl) as entry
            where \(sql: own) and entry.grantee = 0
            union all
            select pg_proc.oid::regprocedure::text from pg_proc
            join pg_namespace on pg_namespace.oid = pronamespace
            cross join aclexplode(coalesce(proacl, acldefault('f', proowner))) as entry
            where \(sql: own) and entry.grantee = 0
            """,
        breaches: [
            "create function mesh.bare() returns integer language sql as 'select 1'",
            "grant execute on function socle.append_audit(uuid, text, text, text, text) to public",
            "grant usage on schema socle to public", "grant select on mesh.assets to public",
            "grant select (identifier) on socle.tenants to public",
        ]),
    Rule(
        sentence: "everything belongs to the provisioner",
        offenders: """
            select format('%s.%s', nspname, relname) from pg_class
            join pg_namespace on pg_namespace.oid = relnamespace
            where \(sql: own) and relowner <> 'socle_provisioner'::regrole
            union all
            select pg_proc.oid::regprocedure::text from pg_proc
            join pg_namespace on pg_namespace.oid = pronamespace
            where \(sql: own) and proowner <> 'socle_provisioner'::regrole
            union all
            select nspname::text from pg_namespace
            where \(sql: own) and nspowner <> 'socle_provisioner'::regrole
            """,
        breaches: [
            "alter table socle.outbox owner to socle_runtime", "alter schema mesh owner to socle_runtime",
            "alter function mesh.new_id() owner to socle_runtime",
        ]),
    Rule(
        sentence: "every function finds its objects by an empty search path",
        offenders: """
            select pg_proc.oid::regprocedure::text from pg_proc
            join pg_namespace on pg_namespace.oid = pronamespace
            where \(sql: own) and not coalesce('search_path=""' = any (proconfig), false)
            """,
        breaches: [
            "create function socle.bare() returns integer language sql security definer as 'select 1'",
            "alter function socle.session_tenant() reset search_path",
            "alter function socle.session_tenant() set search_path = public",
        ]),
    Rule(
        sentence: "nothing that everyone may run takes its owner's rights",
        offenders: """
            select pg_proc.oid::regprocedure::text from pg_proc
            join pg_namespace on pg_namespace.oid = pronamespace
            where prosecdef and has_function_privilege('public', pg_proc.oid, 'execute')
            """,
        breaches: [
            "create function public.bare() returns integer language sql security definer as 'select 1'",
            "grant execute on function public.st_estimatedextent(text, text) to public",
        ]),
]

@Suite("The platform's own objects", .database)
struct CatalogCommentTests {
    @Test("the rules hold, and each of them sees its breach", arguments: rules)
    fileprivate func rule(_ rule: Rule) throws {
        let base = try TestDatabase.current.connect()
        #expect(try texts(rule.offenders, base) == [])
        for breach in rule.breaches {
            #expect(throws: Undone.self, "\(breach)") {
                try base.transaction { base in
                    try base.execute(breach)
                    #expect(try texts(rule.offenders, base).count >= 1, "\(breach)")
                    throw Undone()
                }
            }
        }
    }

    /// Ends a transaction of which nothing is to stay.
    private struct Undone: Error {}

    @Test("a database of a tenant's own holds the same rules")
    func ownDatabase() throws {
        let database = TestDatabase.current
        let tenant = try database.newTenant()
        _ = try database.installation.apply(.sample(tenant, tier: .standard, placement: .database))
        let data = try Connection(to: database.cluster.provisioner(database: "socle_\(tenant)"))
        for rule in rules { #expect(try texts(rule.offenders, data) == [], "\(rule.sentence)") }
    }
}
