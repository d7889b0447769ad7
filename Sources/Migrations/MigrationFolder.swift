import Cryptography
import FoundationEssentials
import Vocabulary

/// The files of `sql/`, read and checked, in the order in which they are applied.
package struct MigrationFolder: Sendable {
    package let files: [MigrationFile]

    /// Files that were put together by hand.
    package init(files: [MigrationFile]) {
        self.files = files
    }

    /// Reads the files of the named scopes.
    ///
    /// - Parameter path: the folder `sql/` of the installation root.
    /// - Throws: ``MigrationFailure``: unreadable, wrongly named, a gap or a repeated number.
    package init(path: String, scopes: [MigrationScope]) throws {
        var files: [MigrationFile] = []
        for scope in scopes {
            let versioned = try Self.read("\(path)/\(scope.rawValue)/migrations", scope, .versioned)
            for (index, file) in versioned.enumerated() where file.number != index + 1 {
                throw MigrationFailure.notConsecutive(path: file.path, expected: index + 1)
            }
            files += versioned
            files += try Self.read("\(path)/\(scope.rawValue)/repeatable", scope, .repeatable)
        }
        self.files = files
    }

    private static func read(_ folder: String, _ scope: MigrationScope, _ kind: MigrationFile.Kind) throws
        -> [MigrationFile]
    {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw MigrationFailure.unreadable(path: folder)
        }
        return try names.filter { $0.hasSuffix(".sql") }.sorted().map { fileName in
            let data: Data
            do {
                data = try Data(contentsOf: URL(filePath: "\(folder)/\(fileName)"))
            } catch {
                throw MigrationFailure.unreadable(path: "\(folder)/\(fileName)")
            }
            guard let text = String(data: data, encoding: .utf8) else {
                throw MigrationFailure.unreadable(path: "\(folder)/\(fileName)")
            }
            return MigrationFile(
                scope: scope, kind: kind, name: String(fileName.dropLast(4)), text: text,
                sha256: try SHA256.hash(Array(data)))
        }
    }
}
