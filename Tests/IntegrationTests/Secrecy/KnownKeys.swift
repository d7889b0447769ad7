import Cryptography
import FoundationEssentials
import Operations
import Postgres
import Settings
import Testing
import Vocabulary

@testable import Vault

/// The keys and secrets of an installation in the clear, as nothing but a test takes them out.
struct KnownKeys {
    let installation: Installation
    let root: any RootKeyProvider

    /// Every version of every tenant's key that is not destroyed.
    func tenantKeys() throws -> [Canary] {
        let keys = try store()
        return try keys.tenants().flatMap { tenant in
            try (keys.keyring(of: tenant)?.keys ?? []).filter { $0.state != .destroyed }.map { key in
                Canary("key \(key.version) of \(tenant)", try keys.unwrap(key, of: tenant).revealed)
            }
        }
    }

    /// The content of every envelope of the base, and the key that only it is under.
    func sealed() throws -> [Canary] {
        let keys = try store()
        let rows = try installation.connectProvisioner().query(
            "select tenant_id, kind, name, version, envelope from socle.secrets"
        ) { row -> (SecretLabel, [UInt8]) in
            let label = try SecretLabel(
                tenant: try row[0], kind: try row[1], name: try row[2], version: try row[3])
            return (label, try row[4])
        }
        return try rows.flatMap { label, bytes -> [Canary] in
            let envelope = try Envelope(parsing: bytes, as: label)
            let keyring = try #require(try keys.keyring(of: label.tenant))
            let tenantKey = try keys.unwrap(#require(keyring[envelope.head.key]), of: label.tenant)
            let name = "\(label.kind)/\(label.name) \(label.version)"
            return [
                Canary("data key of \(name)", try envelope.head.dataKey(as: label, under: tenantKey).revealed),
                Canary(name, try envelope.open(as: label, under: tenantKey).revealed),
            ]
        }
    }

    private func store() throws -> KeyStore {
        try KeyStore(opening: "\(installation.settings.stateDirectory)/keys", root: root)
    }
}

extension SecretBytes {
    /// A copy that lasts.
    fileprivate var revealed: [UInt8] { withBytes { Array($0) } }
}
