import Audit
import Postgres
import Tenancy
import Vault
package import Vocabulary

extension Installation {
    /// Gives up a cluster in which no tenant lies, with its password and its mark.
    ///
    /// - Returns: why the mark stays on the cluster, when that could not be reached.
    /// - Throws: ``RegistrationFailure/inUse(_:tenants:first:)``, ``RegistrationFailure/inOperation(_:number:)``,
    ///   ``RegistrationFailure/isBase``.
    package func removeServer(_ name: ServerName) throws -> (any Failure)? {
        if name == .base { throw RegistrationFailure.isBase }
        let base = try connectMigratedBase()
        _ = try RegisteredServer.find(name, in: base)
        try requireUnused(name, in: base)
        var unreached: (any Failure)?
        do {
            _ = try changeHostAccess(on: name) { _ in HostAccessBlock([]) }
            try ClusterMark.remove(from: connectCluster(name))
        } catch let failure as any Failure {
            unreached = failure
        }
        let isUnmarked = unreached == nil
        let store = SecretStore(try openVault())
        try namingHolder(in: [basePlace]) {
            try base.transaction { base in
                // A tenant that is being applied holds its row's server by the foreign key.
                try base.execute("select from socle.servers where name = \(name) for update")
                try requireUnused(name, in: base)
                // Of an erased tenant only the certificate and the audit tell where it was.
                try base.execute("update socle.registry set server = 'base' where server = \(name)")
                try base.execute("delete from socle.servers where name = \(name)")
                try store.remove(kind: SecretLabel.serverKind, name: name.text, of: Platform.tenantID, on: base)
                try AuditTrail.append(
                    AuditEvent(
                        tenantID: Platform.tenantID, action: "server.removed", object: name.text,
                        detail: ["is_unmarked": .bool(isUnmarked)]),
                    in: base)
            }
        }
        return unreached
    }

    private func requireUnused(_ name: ServerName, in base: borrowing Connection) throws {
        let found = try count(on: name, in: base)
        if found.tenants > 0 {
            throw RegistrationFailure.inUse(name, tenants: found.tenants, first: found.first ?? "")
        }
        // A move that is not over has something there, and can be finished or undone only while the server is known.
        let operation: Int? = try base.first(
            """
            select operation_id from socle.operations join socle.operation_steps using (operation_id)
            where operations.state not in ('completed', 'undone')
                and \(name) in (operation_steps.detail -> 'from' ->> 'server', operation_steps.detail -> 'to' ->> 'server')
            order by operation_id limit 1
            """
        ) { row in try row[0] }
        if let operation { throw RegistrationFailure.inOperation(name, number: operation) }
    }
}
