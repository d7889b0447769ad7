import Migrations
import Synchronization

/// The files of `sql/`, read and hashed once for each command, however many databases it looks at.
final class MigrationFiles: Sendable {
    private let folder: String
    private let read = Mutex<[[MigrationScope]: MigrationFolder]>([:])

    /// - Parameter folder: the folder `sql/` of the installation root.
    init(folder: String) {
        self.folder = folder
    }

    /// The files for the base, or for another data database.
    func files(for scopes: [MigrationScope]) throws -> MigrationFolder {
        try read.withLock { read in
            if let known = read[scopes] { return known }
            let files = try MigrationFolder(path: folder, scopes: scopes)
            read[scopes] = files
            return files
        }
    }
}
