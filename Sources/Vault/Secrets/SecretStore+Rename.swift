package import FoundationEssentials
package import Postgres

extension SecretStore {
    /// Gives secrets of a tenant other names, each sealed anew since its name is bound into it; all versions, in the present transaction.
    ///
    /// - Parameter names: the old names with the new ones; those without a secret are passed over.
    /// - Throws: VLT301, VLT302, VLT208 for one that does not open, and nothing is renamed.
    package func rename(
        kind: String, _ names: [String: String], of tenant: UUID, on connection: borrowing Connection
    ) throws {
        try lock(on: connection)
        let found = try connection.query(
            """
            select name, version, envelope from socle.secrets
            where tenant_id = \(tenant) and kind = \(kind) and name = any (\(Array(names.keys))::text[])
            order by name, version
            """
        ) { row in (name: try row[0] as String, version: try row[1] as Int, envelope: try row[2] as [UInt8]) }
        if found.isEmpty { return }
        let opener = try vault.opener(for: tenant)
        var sealer = try vault.sealer(for: tenant, uses: found.count)
        for secret in found {
            guard let new = names[secret.name] else { continue }
            let before = try SecretLabel(tenant: tenant, kind: kind, name: secret.name, version: secret.version)
            let after = try SecretLabel(tenant: tenant, kind: kind, name: new, version: secret.version)
            let envelope = try sealer.seal(opener.open(secret.envelope, as: before), as: after)
            try connection.execute(
                """
                update socle.secrets set name = \(new), envelope = \(envelope)
                where tenant_id = \(tenant) and kind = \(kind) and name = \(secret.name) and version = \(secret.version)
                """)
        }
    }
}
