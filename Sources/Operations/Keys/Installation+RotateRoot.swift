import Audit
import FoundationEssentials
import Postgres
package import Vault
import Vocabulary

extension Installation {
    /// Brings every tenant's key under another root key.
    ///
    /// Cut off anywhere, it is finished by the next call of the same kind. The
    /// audit row of each call is committed before anything is exchanged.
    ///
    /// - Parameter new: the new place, where a key is made unless one is there; nil for a new key in the file that
    ///   holds the present one.
    /// - Returns: where the root key comes from now, for a reader.
    /// - Throws: ``SecretFailure/rootPlaceIsNeeded(_:)``, or a failure of the vault.
    package func rotateRoot(to new: RootAddress?) throws -> String {
        let present = try rootAddress()
        let base = try connectMigratedBase()
        return try namingHolder(in: [basePlace]) {
            try base.transaction { base in
                try lockOwner(.platform, in: base)
                if let new {
                    let old = try present.provider()
                    let key = try new.providerMakingKey()
                    try KeyStore.requireOther(in: keyFolder, than: old, new: key)
                    try announceRoot(key.origin)
                    try KeyStore.rotateRoot(in: keyFolder, from: old, to: key)
                    return key.origin
                }
                guard case .file(let path) = present else {
                    throw SecretFailure.rootPlaceIsNeeded("\(present)")
                }
                let origin = try present.provider().origin
                try announceRoot(origin)
                try KeyStore.rotateRootFile(at: path, in: keyFolder)
                return origin
            }
        }
    }

    private func announceRoot(_ origin: String) throws {
        try announce(
            AuditEvent(tenantID: Platform.tenantID, action: "root.rotated", object: origin, detail: .object([])))
    }
}
