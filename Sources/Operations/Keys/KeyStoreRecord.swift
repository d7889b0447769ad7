import FoundationEssentials
import Postgres
import Vocabulary

/// What the audit chains tell of backups of the key store and of shreddings.
struct KeyStoreRecord: Sendable {
    /// When the key store was backed up, the latest last.
    let backups: [Date]
    /// When tenants' keys were last shredded.
    let shreddings: [UUID: Date]

    static func read(in base: borrowing Connection) throws -> KeyStoreRecord {
        let events = try base.query(
            """
            select tenant_id, action, occurred_at_us from socle.audit_events
            where action = 'key.shredded' or (tenant_id = \(Platform.tenantID) and action = 'keystore.backed_up')
            order by occurred_at_us
            """
        ) { row in
            (
                tenant: try row[0] as UUID, action: try row[1] as String,
                at: Date(timeIntervalSince1970: Double(try row[2] as Int64) / 1e6)
            )
        }
        return KeyStoreRecord(
            backups: events.filter { $0.action == "keystore.backed_up" }.map(\.at),
            shreddings: events.filter { $0.action == "key.shredded" }.reduce(into: [:]) { $0[$1.tenant] = $1.at })
    }
}
