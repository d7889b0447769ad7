import Audit
import FoundationEssentials
import Postgres
package import Vault
import Vocabulary

extension Installation {
    /// Brings every tenant's key under another root key.
    ///
    /// Cut off anywhere, it is finished by the next call of the same kind. The
    /// audit row is committed when all is done.
    ///
    /// - Parameter new: the new place, where a key is made unless one is there; nil for a new key in the file that
    ///   holds the present one.
    /// - Returns: where the root key comes from now, for a reader.
    /// - Throws: ``SecretFailure/rootPlaceIsNeeded(_:)``, or a failure of the vault.
    package func rotateRoot(to new: RootAddress?) throws -> String {
        let present = try rootAddress()
        let base = try connectMigratedBase()
        return try namingHolder(in: [baseDatabase]) {
            try base.transaction { base in
                try lockOwner(.platform, in: base)
                let origin: String
                if let new {
                    let old = try present.provider()
                    let key = try new.providerMakingKey()
                    try KeyStore.rotateRoot(in: keyFolder, from: old, to: key)
                    origin = key.origin
                } else {
                    guard case .file(let path) = present else {
                        throw SecretFailure.rootPlaceIsNeeded("\(present)")
                    }
                    try KeyStore.rotateRootFile(at: path, in: keyFolder)
                    origin = try present.provider().origin
                }
                try AuditTrail.append(
                    AuditEvent(
                        tenantID: Platform.tenantID, action: "root.rotated", object: origin, detail: .object([])),
                    in: base)
                return origin
            }
        }
    }
}
