import FoundationEssentials

/// The files of the repository, as the tidy tests read them.
enum Repository {
    /// The checkout's folder.
    static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }

    /// The text of a file, by its path from the root.
    static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: "\(root)/\(path)")), as: UTF8.self)
    }

    /// Every file below a folder with one of the endings, by path from the root, sorted.
    static func files(below folder: String, ending: String...) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)").filter { path in
            ending.contains { path.hasSuffix($0) }
        }.map { "\(folder)/\($0)" }.sorted()
    }
}
