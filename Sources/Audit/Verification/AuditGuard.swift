package import Postgres
import Vocabulary

/// A trigger that keeps the audit as it was written; docs/audit.md says what each lets pass.
package struct AuditGuard: Hashable, Sendable, CustomStringConvertible {
    package let table: String
    package let name: String
    /// Whether the table has it, if not for every session.
    package let exists: Bool

    package var description: String {
        "'\(name)' on socle.\(table) \(exists ? "does not fire in every session" : "is missing")"
    }

    /// What a superuser must have switched off or dropped: every trigger that is not there or not ENABLE ALWAYS.
    ///
    /// - Returns: none in a database without the tables.
    package static func unarmed(in connection: borrowing Connection) throws -> [AuditGuard] {
        try connection.query(
            """
            with wanted (table_name, name) as (
                values ('audit_events', 'guard_insert'), ('audit_events', 'refuse_change'),
                    ('audit_events', 'guard_delete'), ('audit_events', 'refuse_truncate'),
                    ('audit_heads', 'guard_step'), ('audit_heads', 'refuse_delete'), ('audit_heads', 'refuse_truncate'),
                    ('audit_segments', 'seal'), ('audit_segments', 'purge'), ('audit_segments', 'refuse_change'),
                    ('audit_segments', 'refuse_truncate'),
                    ('audit_anchors', 'guard_step'), ('audit_anchors', 'refuse_delete'),
                    ('audit_anchors', 'refuse_truncate')
            ),
            found as (
                select relname::text as table_name, tgname::text as name, tgenabled
                from pg_trigger
                join pg_class on pg_class.oid = tgrelid
                where relnamespace = to_regnamespace('socle') and starts_with(relname, 'audit_') and not tgisinternal
            )
            select table_name, name, tgenabled is not null
            from wanted
            full join found using (table_name, name)
            where tgenabled is distinct from 'A' and to_regclass('socle.' || table_name) is not null
            order by 1, 2
            """
        ) { row in AuditGuard(table: try row[0], name: try row[1], exists: try row[2]) }
    }
}
