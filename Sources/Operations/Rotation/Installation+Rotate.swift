import FoundationEssentials
import Postgres
import Tenancy
import Vault
import Vocabulary

extension Installation {
    /// Exchanges the keys and the passwords of owners.
    ///
    /// An owner is a transaction for its key and one for its logins, and one
    /// that fails keeps no other waiting. Of two runs at once, the second finds
    /// what the first did. A shredded owner is left alone unless it is named. So
    /// is one without a key file, but for passwords that are not asked to be
    /// due: after the loss of a key store they are how its logins come back.
    ///
    /// - Parameter progress: told the owner that comes next, and how many are done of how many.
    /// - Throws: when the base cannot be reached, or an owner that was named is not known.
    package func rotate(
        _ rotation: Rotation, of selection: OwnerSelection,
        progress: (_ owner: SecretOwner, _ done: Int, _ count: Int) throws -> Void = { _, _, _ in }
    ) throws -> OwnerReport<Rotated> {
        let vault = try openVault()
        let base = try connectMigratedBase()
        let owners = try selection.owners(in: base)
        var schedules = rotation.isOnlyDue ? RotationSchedules(tenantFolder) : nil
        // The platform's key covers what belongs to no tenant alone: it follows the strictest of them all.
        if owners.contains(where: { $0.owner == .platform }) {
            schedules?.readAll(try RegisteredTenant.all(in: base).map(\.identifier))
        }
        // One look at all of them: on most days nothing is due for anybody.
        let applied =
            rotation.logins && rotation.isOnlyDue
            ? Dictionary(grouping: try AppliedLogin.all(in: base), by: \.tenantID) : [:]
        var report = OwnerReport<Rotated>()
        for (index, known) in owners.enumerated() {
            try progress(known.owner, index, owners.count)
            try report.add(known.owner) {
                var rotated = Rotated(owner: known.owner)
                let schedule = try schedules?.schedule(of: known.owner)
                let keys = try vault.keys.keyVersions(of: known.uuid)
                let isShredded = !keys.isEmpty && !keys.contains { $0.state == .primary }
                if !selection.isByName, isShredded || (keys.isEmpty && rotation.isOnlyDue) { return nil }
                // After the loss of a key file new passwords need a key that is made on purpose.
                let needsKey = keys.isEmpty && rotation.logins && !rotation.isOnlyDue && known.owner != .platform
                if needsKey || (rotation.keys && (selection.isByName || !keys.isEmpty)) {
                    rotated.keyVersion = try rotateKey(of: known, schedule?.keys, vault.keys, base)
                }
                if rotation.logins, case .tenant(let tenant) = known.owner,
                    try schedule == nil
                        || applied[known.uuid, default: []].contains(where: {
                            try $0.isToBeRotated(of: tenant, schedule?.logins, withChannels: rotation.channels)
                        })
                {
                    rotated.logins = try rotateLogins(
                        of: tenant, known.uuid, schedule?.logins, withChannels: rotation.channels, vault, base)
                }
                return rotated.isNothing ? nil : rotated
            }
            if base.isLost { break }
        }
        return report
    }
}
