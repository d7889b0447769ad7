import Audit
package import Compliance
import Cryptography
package import FoundationEssentials
import Postgres
import Tenancy
package import Vocabulary

extension Installation {
    /// Records that a person agreed to a purpose, or took it back, with the event of it in one transaction.
    ///
    /// - Parameters:
    ///   - subject: the person's identifier, which is kept as a keyed digest only.
    ///   - evidence: where the proof is kept; no data on the person.
    /// - Returns: the number of the ledger's row.
    @discardableResult
    package func recordConsent(
        _ state: ConsentLedger.State, to purpose: String, by subject: String, of identifier: TenantIdentifier,
        evidence: String? = nil, at time: Date? = nil
    ) throws -> Int {
        for (option, text, limit) in [("--purpose", purpose, 200), ("--evidence", evidence ?? "-", 1000)]
        where !(1...limit).contains(text.unicodeScalars.count) || text.allSatisfy(\.isWhitespace) {
            throw ComplianceFailure.emptyText(option: option)
        }
        let base = try connectMigratedBase()
        let tenantID = try RegisteredTenant.find(identifier, in: base).tenantID
        let key = try subjectKey(of: tenantID, in: base)
        let digest = try key.digest(of: subject)
        return try namingHolder(in: [basePlace]) {
            try base.transaction { base in
                // Two rows on one person are told one after the other.
                try base.execute("select from socle.registry where tenant_id = \(tenantID) for no key update")
                let number = try ConsentLedger.add(
                    .init(
                        tenantID: tenantID, subject: digest, purpose: purpose, state: state, evidence: evidence,
                        occurredAt: time, recordedBy: Self.operatorName),
                    in: base)
                try AuditTrail.append(
                    AuditEvent(
                        tenantID: tenantID, action: state == .given ? "consent.recorded" : "consent.withdrawn",
                        object: Hex.text(digest),
                        detail: [
                            "purpose": .string(purpose), "evidence": JSON(evidence), "number": JSON(number),
                            "by": .string(Self.operatorName),
                        ]),
                    in: base)
                return number
            }
        }
    }

    /// Everything that was recorded of a person, the latest first.
    package func consentHistory(of subject: String, of identifier: TenantIdentifier) throws -> [ConsentLedger.Record] {
        let base = try connectMigratedBase()
        let tenantID = try RegisteredTenant.find(identifier, in: base).tenantID
        let key = try subjectKey(of: tenantID, in: base)
        return try ConsentLedger.history(of: key.digest(of: subject), tenantID: tenantID, in: base)
    }

    /// How many persons stand how, by purpose.
    package func consents(of identifier: TenantIdentifier) throws -> [ConsentLedger.Standing] {
        let base = try connectMigratedBase()
        return try ConsentLedger.standings(of: RegisteredTenant.find(identifier, in: base).tenantID, in: base)
    }
}
