import Settings
import Vault
import Vocabulary

/// A secret that lies in a file because it must be known before the base is open.
struct SealedFile: Sendable {
    let path: String
    let label: SecretLabel
}

extension Installation {
    /// The sealed files of an owner, which need not be there.
    func sealedFiles(of owner: SecretOwner) throws -> [SealedFile] {
        guard owner == .platform else { return [] }
        return [SealedFile(path: runtimePasswordFile, label: try runtimeLabel())]
    }
}
