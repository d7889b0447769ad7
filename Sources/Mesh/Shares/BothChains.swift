import Audit
import FoundationEssentials
import Postgres
import Vocabulary

/// Writes one event of the class ``AuditClass/proof`` into the chains of both sides, always in the same order, so that two writers never
/// wait for each other's chain.
///
/// Who asked for data, who agreed and when it ended belong together and are kept as long.
func appendToBothChains(
    _ tenants: [UUID], action: String, object: String, detail: JSON, in base: borrowing Connection
) throws {
    for tenantID in Set(tenants).sorted(by: { $0.uuidString < $1.uuidString }) {
        try AuditTrail.append(
            AuditEvent(tenantID: tenantID, class: .proof, action: action, object: object, detail: detail),
            in: base)
    }
}
