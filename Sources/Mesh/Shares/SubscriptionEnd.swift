package import Postgres
import Vocabulary

/// The end of a subscription: first nobody reads the share any more, then it goes.
package enum SubscriptionEnd: String, Sendable {
    /// By the producer.
    case revoked = "REVOKED"
    /// By the consumer.
    case cancelled = "CANCELLED"

    /// How long the drop waits for the sessions that were ended, each time it is tried.
    private static let lockTimeout = "2s"

    /// Ends a subscription; a second time there is nothing to do.
    ///
    /// 1. One transaction takes the rights away and records the end. It waits for
    ///    no reader, so that a consumer cannot prevent it by an open transaction.
    /// 2. Sessions of tenants that hold the share are ended.
    /// 3. Another transaction drops the share. What stands on it falls too, channel
    ///    views and the consumer's own alike: names of columns would stay otherwise.
    ///
    /// **Runs as** provisioner, in the base, outside a transaction.
    ///
    /// - Parameter id: identifier of the subscription or of its request.
    /// - Returns: what was done, in sentences.
    /// - Throws: ``MeshFailure/noShare(_:)`` for a request that was never approved,
    ///   ``MeshFailure/shareInUse(_:)`` when the rights are gone and the share could not be dropped.
    package func end(_ id: String, in base: borrowing Connection) throws -> [String] {
        let (facts, changes) = try base.transaction { base in try close(id, in: base) }
        guard let share = facts.share else { throw MeshFailure.noShare(id) }
        for _ in 1...3 {
            do {
                try endSessions(on: share, in: base)
                return try changes + base.transaction { base in try drop(share, of: facts, in: base) }
            } catch SQLState.lockNotAvailable {
                // Somebody took hold of it between the two; those who wait now are behind the next try.
                continue
            }
        }
        throw MeshFailure.shareInUse("\(share.schema).\(share.view)")
    }

    /// Takes the rights away and records the end.
    private func close(_ id: String, in base: borrowing Connection) throws -> (ShareFacts, [String]) {
        let facts = try ShareFacts.find(id, locked: true, in: base)
        guard let share = facts.share else { throw MeshFailure.noShare(id) }
        if !share.isStanding { return (facts, []) }
        var changes = try closeView(share, facts, in: base)
        changes += try closeSchema(share, facts, in: base)
        try base.execute(
            """
            update mesh.subscriptions set status = \(self), ended_at = now()
            where subscription_id = \(share.subscriptionID)
            """)
        try base.execute(
            """
            update mesh.subscription_grants set status = 'REVOKED', failure = null, updated_at = now()
            where subscription_id = \(share.subscriptionID)
            """)
        changes.append("end the subscription of tenant \(quoted(facts.consumer.names.tenant.text))")
        try appendToBothChains(
            [facts.producer.tenantID, facts.consumer.tenantID],
            action: "subscription.\(rawValue.lowercased())", object: "\(share.schema).\(share.view)",
            detail: [
                "subscription": .string(share.subscriptionID), "listing": .string(facts.listing),
                "changes": .array(changes.map(JSON.string)),
            ], in: base)
        return (facts, changes)
    }

    // MARK: The view

    /// The share and every view that reads it, by their numbers.
    private func relations(_ share: ShareFacts.Share) -> SQL {
        """
        select pg_class.oid from pg_class join pg_namespace on pg_namespace.oid = relnamespace
        where (nspname, relname) = (\(share.schema), \(share.view)) or (nspname, relname) in (
            select schema_name, view_name from socle.dependent_views(\(share.schema), \(share.view))
        )
        """
    }

    private func closeView(
        _ share: ShareFacts.Share, _ facts: ShareFacts, in base: borrowing Connection
    ) throws -> [String] {
        let exists: Bool? = try base.first(
            """
            select exists (
                select from pg_class join pg_namespace on pg_namespace.oid = relnamespace
                where (nspname, relname) = (\(share.schema), \(share.view))
            )
            """
        ) { row in try row[0] }
        guard exists == true else { return [] }
        let view: SQL = "\(identifier: share.schema, share.view)"
        for role in try standing(facts.receivers, in: base) {
            try base.execute("revoke all on \(sql: view) from \(identifier: role)")
        }
        let consumer = quoted(facts.consumer.names.tenant.text)
        return ["close share \(quoted("\(share.schema).\(share.view)")) to tenant \(consumer)"]
    }

    /// Ends the sessions of tenants that hold the share or what stands on it.
    ///
    /// A superuser's is left alone: it may be a dump of the whole database.
    private func endSessions(on share: ShareFacts.Share, in base: borrowing Connection) throws {
        _ = try base.query(
            """
            select pg_terminate_backend(pid)
            from (
                select distinct pid from pg_locks
                where locktype = 'relation' and relation in (\(sql: relations(share)))
                    and database = (select oid from pg_database where datname = current_database())
            ) as holders
            join pg_stat_activity using (pid)
            join pg_roles on pg_roles.oid = usesysid
            where not rolsuper and pid <> pg_backend_pid()
            """)
    }

    /// Drops the share, unless that was done before.
    private func drop(
        _ share: ShareFacts.Share, of facts: ShareFacts, in base: borrowing Connection
    ) throws -> [String] {
        // A later share may have taken the name that became free.
        let isLeft: Bool? = try base.first(
            """
            select exists (\(sql: relations(share))) and not exists (
                select from mesh.subscription_grants
                where share_schema = \(share.schema) and share_view = \(share.view) and status <> 'REVOKED'
            )
            """
        ) { row in try row[0] }
        guard isLeft == true else { return [] }
        try base.execute("set local lock_timeout = \(literal: Self.lockTimeout)")
        let fallen = try base.query(
            "select schema_name, view_name, kind from socle.dependent_views(\(share.schema), \(share.view))"
        ) { row -> String in
            let name = "\(try row[0] as String).\(try row[1] as String)"
            return "drop \(try row[2] as String) \(quoted(name)), which reads the share"
        }
        try base.execute(
            """
            delete from socle.published_views where (schema_name, view_name) in (
                select schema_name, view_name from socle.dependent_views(\(share.schema), \(share.view))
            )
            """)
        try base.execute("drop view if exists \(identifier: share.schema, share.view) cascade")
        let hasSalts: Bool? = try base.first(
            """
            select exists (select from pg_tables
            where schemaname = \(share.schema) and tablename = \(ShareView.saltTable))
            """
        ) { row in try row[0] }
        if hasSalts == true {
            try base.execute(
                "delete from \(identifier: share.schema, ShareView.saltTable) where view_name = \(share.view)"
            )
        }
        let changes = fallen + ["drop share \(quoted("\(share.schema).\(share.view)"))"]
        try appendToBothChains(
            [facts.producer.tenantID, facts.consumer.tenantID], action: "share.dropped",
            object: "\(share.schema).\(share.view)",
            detail: [
                "subscription": .string(share.subscriptionID), "changes": .array(changes.map(JSON.string)),
            ], in: base)
        return changes
    }

    // MARK: The schema

    /// Takes the schema away from a consumer who reads nothing else there.
    private func closeSchema(
        _ share: ShareFacts.Share, _ facts: ShareFacts, in base: borrowing Connection
    ) throws -> [String] {
        let readsMore: Bool? = try base.first(
            """
            select exists (
                select from mesh.subscription_grants
                join mesh.subscriptions using (subscription_id)
                join mesh.projects using (project_id)
                where subscriptions.status = 'APPROVED' and subscription_id <> \(share.subscriptionID)
                    and share_schema = \(share.schema) and projects.tenant_id = \(facts.consumer.tenantID)
            )
            """
        ) { row in try row[0] }
        if readsMore == true { return [] }
        for role in try standing(facts.receivers, in: base) {
            try base.execute("revoke all on schema \(identifier: share.schema) from \(identifier: role)")
        }
        return [
            "close schema \(quoted(share.schema.text)) to tenant \(quoted(facts.consumer.names.tenant.text))"
        ]
    }

    /// Those of the roles that still exist.
    private func standing(_ roles: [Identifier], in base: borrowing Connection) throws -> [Identifier] {
        let names: [String] = try base.query(
            "select rolname from pg_roles where rolname = any (\(roles.map(\.text)))"
        ) { row in try row[0] }
        return roles.filter { names.contains($0.text) }
    }
}
