package import FoundationEssentials
package import Postgres
import Vocabulary

/// What persons agreed to and took back; rows are added and never changed.
package enum ConsentLedger {
    package enum State: String, Sendable {
        case given, withdrawn
    }

    /// A row to be added.
    package struct Entry: Sendable {
        package let tenantID: UUID
        package let subject: [UInt8]
        package let purpose: String
        package let state: State
        /// Where the proof is kept; no data on the person.
        package let evidence: String?
        /// When the person said so; now when nil.
        package let occurredAt: Date?
        package let recordedBy: String

        package init(
            tenantID: UUID, subject: [UInt8], purpose: String, state: State, evidence: String?, occurredAt: Date?,
            recordedBy: String
        ) {
            self.tenantID = tenantID
            self.subject = subject
            self.purpose = purpose
            self.state = state
            self.evidence = evidence
            self.occurredAt = occurredAt
            self.recordedBy = recordedBy
        }
    }

    /// A row of the ledger.
    package struct Record: Sendable {
        package let number: Int
        package let purpose: String
        package let state: State
        package let evidence: String?
        package let occurredAt: Date
        package let recordedAt: Date
        package let recordedBy: String
    }

    /// How many persons stand how, for one purpose.
    package struct Standing: Hashable, Sendable {
        package let purpose: String
        package let given: Int
        package let withdrawn: Int
        package let lastAt: Date

        package init(purpose: String, given: Int, withdrawn: Int, lastAt: Date) {
            self.purpose = purpose
            self.given = given
            self.withdrawn = withdrawn
            self.lastAt = lastAt
        }
    }

    /// Adds a row.
    ///
    /// - Throws: ``ComplianceFailure/notGiven(purpose:)`` for a withdrawal of what does not stand.
    package static func add(_ entry: Entry, in base: borrowing Connection) throws -> Int {
        if entry.state == .withdrawn {
            let state: String? = try base.first(
                """
                select state from socle.consent_states
                where tenant_id = \(entry.tenantID) and subject_hmac = \(entry.subject) and purpose = \(entry.purpose)
                """
            ) { row in try row[0] }
            guard state == State.given.rawValue else { throw ComplianceFailure.notGiven(purpose: entry.purpose) }
        }
        return try base.first(
            """
            insert into socle.consents (
                tenant_id, subject_hmac, purpose, state, evidence, occurred_at, recorded_by
            ) values (
                \(entry.tenantID), \(entry.subject), \(entry.purpose), \(entry.state), \(orNull: entry.evidence),
                coalesce(\(orNull: entry.occurredAt)::timestamptz, now()), \(entry.recordedBy)
            )
            returning consent_id
            """
        ) { row in try row[0] } ?? 0
    }

    /// Everything that was recorded of a person, the latest first.
    package static func history(
        of subject: [UInt8], tenantID: UUID, in base: borrowing Connection
    ) throws -> [Record] {
        try base.query(
            """
            select consent_id, purpose, state, evidence, occurred_at, recorded_at, recorded_by from socle.consents
            where tenant_id = \(tenantID) and subject_hmac = \(subject)
            order by occurred_at desc, consent_id desc
            """
        ) { row in
            Record(
                number: try row[0], purpose: try row[1], state: State(rawValue: try row[2]) ?? .withdrawn,
                evidence: try row[3], occurredAt: try row[4], recordedAt: try row[5], recordedBy: try row[6])
        }
    }

    /// How many persons stand how, by purpose.
    package static func standings(of tenantID: UUID, in base: borrowing Connection) throws -> [Standing] {
        try base.query(
            """
            select purpose, count(*) filter (where state = 'given'), count(*) filter (where state = 'withdrawn'),
                max(occurred_at)
            from socle.consent_states where tenant_id = \(tenantID) group by purpose order by purpose
            """
        ) { row in
            Standing(purpose: try row[0], given: try row[1], withdrawn: try row[2], lastAt: try row[3])
        }
    }
}
