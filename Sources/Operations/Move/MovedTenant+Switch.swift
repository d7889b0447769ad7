import Audit
import FoundationEssentials
import Postgres
import Tenancy
import Vocabulary

extension MovedTenant {
    /// Lets the registry name the new place, after everything that belongs to the tenant is there.
    ///
    /// Writers wait. Each part can be run again.
    func switchOver() throws {
        let base = try installation.connectProvisioner()
        let source = try source()
        let target = try target()
        // What the mesh was not told yet goes along; most of it need not.
        _ = try? installation.relay()  // what could not be relayed is copied and relayed from there
        if !isSwitched {
            try PlatformRows.copy(of: tenant.tenantID, from: source, to: target)
            if to.server != from.server { try copyRoles() }
        }
        try continueChain(in: target, after: from, base)
        try TableTouches.watch(schemas, in: target)
        try AuditTrail.appendOnce(event("tenant.moved", from: from, to: to), in: target)
        // One that bears the same name goes on in the new place alone.
        if from.database != to.database, from != (try installation.basePlace) {
            try AuditTrail.appendOnce(event("tenant.moved", from: from, to: to), in: source)
            try installation.keepChains(of: from)
        }
        try register(to, toPlacement, insteadOf: from, in: base)
        try PlatformRows.markRelayed(of: tenant.tenantID, in: source)
    }

    /// Lets the registry name the old place again.
    func switchBack() throws {
        let base = try installation.connectProvisioner()
        let source = try source()
        if try installation.databaseExists(to.database, asking: installation.connectCluster(to.server)) {
            let target = try target()
            let unrelayed = try target.query(
                """
                select event_id::text from socle.outbox where tenant_id = \(tenant.tenantID) and relayed_at is null
                """
            ) { row -> String in try row[0] }
            try source.execute(
                """
                update socle.outbox set relayed_at = null
                where tenant_id = \(tenant.tenantID) and event_id::text = any(\(unrelayed)::text[])
                """)
            if isSwitched || toPlacement != .schema {
                try AuditTrail.appendOnce(event("tenant.moved_back", from: to, to: from), in: target)
            }
            if toPlacement != .schema { try installation.keepChains(of: to) }
        }
        try continueChain(in: source, after: to, base)
        try AuditTrail.appendOnce(event("tenant.moved_back", from: to, to: from), in: source)
        try register(from, fromPlacement, insteadOf: to, in: base)
    }

    /// Lets a chain that bears the name of a database go on in it, wherever the database lies now.
    private func continueChain(
        in data: borrowing Connection, after other: DataPlace, _ base: borrowing Connection
    ) throws {
        let name: String? = try data.first("select current_database()::text") { row in try row[0] }
        guard let name, try name != installation.baseDatabase.text else { return }
        if other.database.text == name { try installation.keepChains(of: other) }
        try AuditChain.revive(Identifier(name), from: base, in: data)
    }

    private func event(_ action: String, from old: DataPlace, to new: DataPlace) -> AuditEvent {
        AuditEvent(
            tenantID: tenant.tenantID, class: .proof, action: action, object: tenant.identifier.text,
            detail: ["operation": JSON(operation), "from": .string("\(old)"), "to": .string("\(new)")])
    }

    private func register(
        _ place: DataPlace, _ placement: Placement, insteadOf other: DataPlace, in base: borrowing Connection
    ) throws {
        try base.transaction { base in
            try base.execute(
                """
                update socle.registry
                set server = \(place.server), database = \(place.database), placement = \(placement),
                    updated_at = now()
                where tenant_id = \(tenant.tenantID)
                """)
            try base.execute(
                """
                update mesh.assets set database = \(place.database)
                where tenant_id = \(tenant.tenantID) and database = \(other.database)
                """)
        }
    }

    /// The tables that were written in the new place since the switch, by name.
    func tablesWrittenSince() throws -> [String] {
        let target = try target()
        let written = try TableTouches.written(schemas, in: target)
        return try target.query(
            """
            select format('%s.%s', nspname, relname)
            from pg_class join pg_namespace on pg_namespace.oid = relnamespace
            where pg_class.oid::bigint = any(\(Array(written))::bigint[]) order by 1
            """
        ) { row in try row[0] }
    }

    /// The channels that readers of the old place had.
    func channels() throws -> [Channel] {
        let published = try source().query(
            "select distinct schema_name from socle.published_views where tenant_id = \(tenant.tenantID)"
        ) { row -> String in try row[0] }
        return Channel.allCases.filter { published.contains(names.channelSchema($0).text) }
    }
}
