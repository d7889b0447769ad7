internal import FoundationEssentials
internal import Glibc

extension KeyStore {
    /// Brings every tenant's key under another root key; what is sealed stays as it is.
    ///
    /// Killed at any point, it is finished by the next call with the same two
    /// keys. Other processes wait for it, or are told VLT202 or VLT207.
    ///
    /// - Returns: the key store under the new root key; this value cannot seal any more.
    /// - Throws: VLT207 when a rotation to a third root key has not ended; VLT211 when the new root
    ///   key is the present one; VLT103, VLT203.
    @discardableResult
    package func rotateRoot(to new: any RootKeyProvider) throws -> KeyStore {
        try Self.rotateRoot(in: folder, from: root.provider, to: new)
    }

    /// Refuses a rotation to the root key that a key store is under already, before anything is told of it.
    ///
    /// - Throws: VLT211.
    package static func requireOther(
        in folder: String, than old: any RootKeyProvider, new: any RootKeyProvider
    ) throws {
        // Two that differ open it as well while a rotation between them is under way, each by a check value of its own.
        guard let present = try? KeyStore(opening: folder, root: old),
            let other = try? KeyStore(opening: folder, root: new)
        else { return }
        if present.root.identifier == other.root.identifier { throw VaultFailure.sameRootKey(folder: folder) }
    }

    /// As ``rotateRoot(to:)``, also when a rotation that was cut short has left nothing that the old key opens.
    @discardableResult
    package static func rotateRoot(
        in folder: String, from old: any RootKeyProvider, to new: any RootKeyProvider
    ) throws -> KeyStore {
        try KeyStoreLock.whileHeld(in: folder) {
            try RootRotation(files: KeyStoreFolder(folder), old: old, new: new).run()
        }
    }

    /// Makes a new root key in the place of the one in a file, and brings every tenant's key under it.
    ///
    /// The new key lies beside the old one, as `<path>.next`, until nothing
    /// hangs on the old one any more, and then takes its name; the old bytes are
    /// overwritten. Killed at any point, it is finished by the next call.
    ///
    /// - Throws: as ``rotateRoot(to:)``, and VLT101.
    @discardableResult
    package static func rotateRootFile(at path: String, in folder: String) throws -> KeyStore {
        let files = KeyStoreFolder(folder)
        try files.requirePrivate()
        return try KeyStoreLock.whileHeld(in: folder) {
            let current = try RootKey(file: path)
            if let next = try files.bytes(.next), try RootCheck.identifier(in: next, folder: folder, by: current) != nil
            {
                // The new key has its name already; only the check value is left.
                return try RootRotation(files: files, old: nil, new: current).run()
            }
            let place = PrivateFile("\(path).next")
            try place.removeTemporaries()
            let new = try access(place.path, F_OK) == 0 ? RootKey(file: place.path) : RootKey.create(at: place.path)
            return try RootRotation(files: files, old: current, new: new).run {
                // Gone when the end of an earlier run is repeated.
                if access(place.path, F_OK) == 0 { try place.rename(to: PrivateFile(path), erasing: true) }
            }
        }
    }
}
