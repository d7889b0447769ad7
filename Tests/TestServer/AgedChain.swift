package import FoundationEssentials
package import Postgres

/// A chain of events of the past, which only a superuser who disables triggers can write.
package enum AgedChain {
    /// Writes the events after those that are there; each is of a class and an age such as `2 years`.
    package static func write(
        _ events: [(class: String, age: String)], of tenantID: UUID, in connection: borrowing Connection
    ) throws {
        try connection.transaction { connection in
            try connection.execute("alter table socle.audit_heads disable trigger guard_step")
            try connection.execute("alter table socle.audit_events disable trigger guard_insert")
            try connection.execute(
                "insert into socle.audit_heads (tenant_id) values (\(tenantID)) on conflict do nothing")
            for event in events {
                try connection.execute(
                    """
                    with event as (
                        select tenant_id, sequence + 1 as sequence, sha256 as previous_sha256,
                            (extract(epoch from clock_timestamp() - \(event.age)::interval) * 1000000)::bigint as us,
                            \(event.class)::text as class, format('{"number": %s}', sequence + 1) as detail
                        from socle.audit_heads where tenant_id = \(tenantID)
                    ),
                    written as (
                        insert into socle.audit_events
                        select tenant_id, sequence, us, class, 'somebody', 'test.done', 'objet/é', detail,
                            previous_sha256,
                            socle.audit_hash(tenant_id, sequence, us, class, 'somebody', 'test.done', 'objet/é',
                                detail, previous_sha256)
                        from event
                        returning sequence, sha256
                    )
                    update socle.audit_heads set sequence = written.sequence, sha256 = written.sha256
                    from written where tenant_id = \(tenantID)
                    """)
            }
            try connection.execute("alter table socle.audit_heads enable always trigger guard_step")
            try connection.execute("alter table socle.audit_events enable always trigger guard_insert")
        }
    }
}
