package import Postgres
package import Vocabulary

extension Approval {
    /// What an approval made or found made.
    package struct Result: Hashable, Sendable {
        package let requestID: String
        package let subscriptionID: String
        /// The tenant who reads the share.
        package let consumer: TenantIdentifier
        /// Database, schema and name of the share.
        package let database: String
        package let schema: Identifier
        package let view: Identifier
        /// What was done, in sentences; empty when there was nothing to do.
        package let changes: [String]
        /// Whether the access was proved already; else ``GrantProof`` is next.
        package let isGranted: Bool
    }

    /// Says what carrying out the approval would do, in sentences.
    ///
    /// **Runs as** provisioner, in the base.
    ///
    /// - Throws: ``MeshFailure``.
    package func plan(in base: borrowing Connection) throws -> [String] {
        try base.transaction(.repeatableRead.readOnly) { base in
            try base.execute("set local search_path = ''")
            return try plan(locked: false, in: base).changes
        }
    }

    /// Accepts the request and makes the access, in one transaction: view, filters, masks, rights, audit.
    ///
    /// A request that was approved in the same way before is looked at again:
    /// what is missing or was changed is mended, and nothing is done otherwise.
    ///
    /// **Runs as** provisioner, in the base.
    ///
    /// - Throws: ``MeshFailure``; nothing is changed then.
    package func carryOut(in base: borrowing Connection) throws -> Result {
        try base.transaction { base in
            // The server writes every name in full, and finds functions in pg_catalog alone.
            try base.execute("set local search_path = ''")
            // A side that holds its table or share open gets a refusal, not the platform's patience.
            try base.execute("set local lock_timeout = '5s'")
            let first = try plan(locked: true, in: base)
            try first.apply(in: base)
            // The columns of a view that was missing are described once it is there.
            let rest = try plan(locked: true, in: base)
            try rest.apply(in: base)
            guard let share = rest.facts.share else { throw MeshFailure.noShare(requestID) }
            return Result(
                requestID: rest.facts.requestID, subscriptionID: share.subscriptionID,
                consumer: rest.facts.consumer.names.tenant, database: rest.facts.producer.database,
                schema: share.schema, view: share.view, changes: first.changes + rest.changes,
                isGranted: share.grantStatus == "GRANTED" && first.isEmpty && rest.isEmpty)
        }
    }

    private func plan(locked: Bool, in base: borrowing Connection) throws -> SharePlan {
        let facts = try ShareFacts.find(requestID, locked: locked, in: base)
        return try SharePlan(self, facts, ShareInspection.inspect(facts, in: base))
    }
}
