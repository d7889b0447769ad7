import FoundationEssentials
import Journal
import Postgres
import Vocabulary

/// Where the data of an archived tenant lies, as the operation that archived it keeps it.
package struct TenantArchive: Sendable {
    package let folder: String
    let backupID: UUID
    package let tables: Int
    package let rows: Int
    /// The channels that readers had.
    let channels: [Channel]
    /// The versions of the tenant's key on which its files hang, as 32 hexadecimal digits.
    let keys: Set<String>
    /// What was counted before it was archived.
    let inventory: TenantInventory?

    /// The archive of a tenant; nil when it was never archived.
    static func find(of tenantID: UUID, in base: borrowing Connection) throws -> TenantArchive? {
        let number: Int? = try base.first(
            """
            select operation_id from socle.operations
            where kind = \(ArchiveTenant.kind) and tenant_id = \(tenantID) and state <> 'undone'
            order by operation_id desc limit 1
            """
        ) { row in try row[0] }
        guard let number else { return nil }
        let steps = try Operation.find(number, in: base).steps(in: base)
        func detail(_ step: String) -> JSON? { steps.first { $0.name == step }?.detail }
        guard let backup = detail("backup"), let folder = backup["folder"]?.text,
            let backupID = backup["backup"]?.text.flatMap({ UUID(uuidString: $0) }),
            let tables = backup["tables"]?.integer, let rows = backup["rows"]?.integer
        else { return nil }
        func texts(_ json: JSON?) -> [String] {
            guard case .array(let values)? = json else { return [] }
            return values.compactMap(\.text)
        }
        return TenantArchive(
            folder: folder, backupID: backupID, tables: tables, rows: rows,
            channels: texts(detail("close")?["channels"]).compactMap(Channel.init(rawValue:)),
            keys: Set(texts(detail("verify")?["keys"])), inventory: TenantInventory(detail("inventory")))
    }

    /// The same archive in another folder.
    func lying(in folder: String) -> TenantArchive {
        TenantArchive(
            folder: folder, backupID: backupID, tables: tables, rows: rows, channels: channels, keys: keys,
            inventory: inventory)
    }
}
