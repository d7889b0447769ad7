package import Postgres
import Vocabulary

/// The end of a subscription: view and rights go in one transaction.
package enum SubscriptionEnd: String, Sendable {
    /// By the producer.
    case revoked = "REVOKED"
    /// By the consumer.
    case cancelled = "CANCELLED"

    /// Ends a subscription; a second time there is nothing to do.
    ///
    /// What stands on the share falls with it, channel views and the consumer's
    /// own alike: a consumer could hold on to an access otherwise.
    ///
    /// **Runs as** provisioner, in the base.
    ///
    /// - Parameter id: identifier of the subscription or of its request.
    /// - Returns: what was done, in sentences.
    /// - Throws: ``MeshFailure/noShare(_:)`` for a request that was never approved.
    package func end(_ id: String, in base: borrowing Connection) throws -> [String] {
        try base.transaction { base in
            let facts = try ShareFacts.find(id, locked: true, in: base)
            guard let share = facts.share else { throw MeshFailure.noShare(id) }
            if !share.isStanding { return [] }
            var changes = try dropView(share, in: base)
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
            return changes
        }
    }

    private func dropView(_ share: ShareFacts.Share, in base: borrowing Connection) throws -> [String] {
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
        return fallen + ["drop share \(quoted("\(share.schema).\(share.view)"))"]
    }

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
        for role in facts.receivers {
            let exists: Bool? = try base.first("select exists (select from pg_roles where rolname = \(role))") { row in
                try row[0]
            }
            guard exists == true else { continue }
            try base.execute("revoke all on schema \(identifier: share.schema) from \(identifier: role)")
        }
        return [
            "close schema \(quoted(share.schema.text)) to tenant \(quoted(facts.consumer.names.tenant.text))"
        ]
    }
}
