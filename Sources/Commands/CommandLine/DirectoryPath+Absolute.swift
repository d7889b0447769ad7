import FoundationEssentials

extension DirectoryPath {
    /// The path from the root, whatever folder the program was started in.
    var absoluteText: String {
        let path = text.hasPrefix("/") ? text : "\(FileManager.default.currentDirectoryPath)/\(text)"
        return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }
}
