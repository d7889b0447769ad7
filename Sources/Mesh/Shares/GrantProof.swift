import FoundationEssentials
package import Postgres
import Vocabulary

/// The proof that an access is what was approved: the reader reads the share and not the table.
package enum GrantProof {
    /// What the proof showed.
    package enum Verdict: Hashable, Sendable {
        case granted
        case failed(String)
    }

    /// How long the server may take to answer one statement of the reader.
    private static let statementTimeout = "30s"

    /// Logs in as the consumer, reads the share, tries the table behind it, and records what came of it.
    ///
    /// Only after this is the grant GRANTED; else it is GRANT_FAILED with the
    /// reason, and the share stays out of every channel.
    ///
    /// - Parameters:
    ///   - id: identifier of the request or of its subscription.
    ///   - reader: a login of the consumer, such as its `_app`.
    ///   - base: the provisioner's connection to the base, outside a transaction.
    /// - Throws: ``MeshFailure/noShare(_:)`` when there is nothing to prove.
    package static func run(
        _ id: String, as reader: ConnectionParameters, in base: borrowing Connection
    ) throws -> Verdict {
        let facts = try ShareFacts.find(id, locked: false, in: base)
        guard let share = facts.share, share.isStanding else { throw MeshFailure.noShare(id) }
        let code = try ShareInspection.attachedCode(of: facts, in: base)
        let verdict: Verdict =
            if code.isEmpty {
                try look(facts, share, as: reader)
            } else {
                .failed(MeshFailure.attachedCode(table: facts.tableName, code).message)
            }
        try base.transaction { base in
            let isNews = try record(verdict, of: share, in: base)
            guard isNews else { return }
            let reason: String? = if case .failed(let reason) = verdict { reason } else { nil }
            try appendToBothChains(
                [facts.producer.tenantID, facts.consumer.tenantID],
                action: reason == nil ? "share.proved" : "share.failed",
                object: "\(share.schema).\(share.view)",
                detail: ["subscription": .string(share.subscriptionID), "reason": JSON(reason)], in: base)
        }
        return verdict
    }

    /// - Returns: whether the state was another one before.
    private static func record(
        _ verdict: Verdict, of share: ShareFacts.Share, in base: borrowing Connection
    ) throws -> Bool {
        let status = verdict == .granted ? "GRANTED" : "GRANT_FAILED"
        let failure: String? = if case .failed(let reason) = verdict { reason } else { nil }
        return try base.execute(
            """
            update mesh.subscription_grants
            set status = \(status), failure = \(orNull: failure), updated_at = now()
            where subscription_id = \(share.subscriptionID) and status <> 'REVOKED'
                and (status, failure) is distinct from (\(status)::text, \(orNull: failure)::text)
            """) == 1
    }

    // MARK: Looking as the reader

    private static func look(
        _ facts: ShareFacts, _ share: ShareFacts.Share, as reader: ConnectionParameters
    ) throws -> Verdict {
        var reader = reader.with(database: facts.producer.database)
        reader.settings["statement_timeout"] = statementTimeout
        let connection: Connection
        do {
            connection = try Connection(to: reader)
        } catch let failure as ConnectionFailure {
            return .failed("the reader cannot log in: \(failure.message)")
        }
        let group = facts.consumer.names.read
        let isMember = try connection.first("select pg_has_role(session_user, \(group), 'member')") { row in
            try row[0] as Bool
        }
        guard isMember == true else {
            return .failed("the reader does not belong to tenant '\(facts.consumer.names.tenant)'")
        }
        do {
            try read("select * from \(identifier: share.schema, share.view) limit 1", connection)
        } catch let failure as ServerFailure {
            return .failed("the reader cannot read the share: \(failure.message) (\(failure.sqlState))")
        }
        do {
            try read("select from \(identifier: facts.schema, facts.table) limit 1", connection)
            return .failed("the reader can read the table behind the share")
        } catch let failure as ServerFailure where failure.sqlState == .insufficientPrivilege {
            return .granted
        } catch let failure as ServerFailure {
            return .failed(
                "the table behind the share was not refused: \(failure.message) (\(failure.sqlState))")
        }
    }

    /// Runs the reader's query where it can change nothing and finds no function but PostgreSQL's own.
    private static func read(_ query: SQL, _ connection: borrowing Connection) throws {
        try connection.transaction(.readCommitted.readOnly) { connection in
            try connection.execute("set local search_path = ''")
            _ = try connection.query(query)
        }
    }
}
