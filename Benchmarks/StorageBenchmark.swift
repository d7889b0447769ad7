import FoundationEssentials
import Guard
import Operations
import Postgres

extension Benchmark {
    /// What 10,000 tenants use, measured and kept.
    static let storage = Benchmark(
        name: "storage",
        summary: "the storage of 10,000 tenants measured and kept, against the one catalog query that tells it"
    ) {
        let server = try BenchmarkServer()
        let base = try server.installation.connectProvisioner()
        try makeTenants(10_000, base)
        var ours: [Double] = []
        var peer: [Double] = []
        var one: [Double] = []
        var memory: [Double] = []
        let tenant: UUID =
            try base.first("select tenant_id from socle.tenants where identifier = 't777'") { row in
                try row[0]
            } ?? UUID()
        for _ in 0..<5 {
            // Some tables grow between two measurements, as they do in the life of a server.
            try base.execute(
                """
                select socle.fill(format('t%s_data', number)) from generate_series(1, 10000, 100) as number
                """)
            resetPeakMemory()
            ours.append(try seconds { try StorageMeter.measureAll(in: base) })
            memory.append(peakMemory())
            peer.append(
                try seconds {
                    _ = try base.query(
                        """
                        select nspname, sum(pg_total_relation_size(pg_class.oid))
                        from pg_class join pg_namespace on pg_namespace.oid = relnamespace
                        where relkind in ('r', 'm', 'S') and nspname ~ '^t[0-9]+_'
                        group by nspname
                        """)
                })
            one.append(try seconds { try base.execute("select from socle.tenant_storage(array[\(tenant)])") })
        }
        try check(base)
        return [
            Measurement(
                what: "storage of 10,000 tenants measured and kept, against the catalog query", unit: .seconds,
                ours: median(ours), peer: median(peer), target: .atMost(1.2)),
            Measurement(
                what: "one tenant of them, as the guard looks at a busy one", unit: .seconds, ours: median(one)),
            Measurement(what: "peak memory of the program", unit: .bytes, ours: memory.max() ?? 0),
        ]
    }
}

/// Tenants of three schemas with two tables each, as catalogs and files alone.
private func makeTenants(_ count: Int, _ base: borrowing Connection) throws {
    try base.execute(
        """
        insert into socle.registry (identifier, name, tier, placement, database, region, contact, limits)
        select format('t%s', number), 'x', 'free', 'schema', current_database(), 'x', '{}',
            '{"storage_bytes": 1000000000, "database_connections": 5}'
        from generate_series(1, \(count)) as number
        """)
    try base.execute(
        "insert into socle.tenants (tenant_id, identifier) select tenant_id, identifier from socle.registry")
    try base.execute(
        """
        insert into socle.schemas (schema_name, tenant_id, purpose)
        select format('%s_%s', identifier, purpose), tenant_id, purpose
        from socle.tenants cross join unnest(array['data', 'analytics', 'theme']) as purpose
        """)
    try base.execute(
        """
        create function socle.make(of_tenant text) returns void language plpgsql as $$
        begin
            execute format('create schema %I', of_tenant || '_analytics');
            execute format('create schema %I', of_tenant || '_theme');
            execute format('create schema %I', of_tenant || '_data');
            execute format('create table %I.a (id bigint primary key, word text)', of_tenant || '_data');
            execute format('create table %I.b (id bigint primary key, word text)', of_tenant || '_theme');
        end $$
        """)
    try base.execute(
        """
        create function socle.fill(of_schema text) returns void language plpgsql as $$
        begin
            execute format('insert into %I.a select (select count(*) from %1$I.a) + n, md5(n::text) from generate_series(1, 500) n', of_schema);
        end $$
        """)
    // Few locks at a time.
    for start in stride(from: 1, through: count, by: 100) {
        try base.execute(
            "select socle.make(format('t%s', number)) from generate_series(\(start), \(start + 99)) as number")
    }
    try base.execute("vacuum analyze")
}

/// Refuses a figure that was quick because it was wrong.
private func check(_ base: borrowing Connection) throws {
    try StorageMeter.measureAll(in: base)
    let wrong: Int? = try base.first(
        """
        select count(*) from socle.tenant_usage
        join socle.tenants using (tenant_id)
        join (
            select split_part(nspname, '_', 1) as identifier, sum(pg_total_relation_size(pg_class.oid)) as bytes
            from pg_class join pg_namespace on pg_namespace.oid = relnamespace
            where relkind in ('r', 'm', 'S') and nspname ~ '^t[0-9]+_'
            group by 1
        ) as told using (identifier)
        where storage_bytes <> told.bytes
        """
    ) { row in try row[0] }
    let count: Int? = try base.first("select count(*) from socle.tenant_usage where storage_bytes > 0") { row in
        try row[0]
    }
    guard wrong == 0, count == 10_000 else {
        throw BenchmarkFailure("\(wrong ?? -1) of \(count ?? -1) figures are wrong")
    }
}
