import Glibc
package import HTTPClient

/// Where a declared source lies: an address, or files by a path in which `*`, `?` and `[…]` stand for others.
package enum SourcePlace: Hashable, Sendable {
    case address(HTTPAddress)
    case files(pattern: String)

    /// Reads a place as a declaration has it.
    ///
    /// - Throws: a failure of ``HTTPAddress``, or ``SourceFailure/secretInAddress``.
    package init(_ text: String) throws {
        let scheme = text.prefix(8).lowercased()
        guard scheme.hasPrefix("http://") || scheme.hasPrefix("https://") else {
            guard !text.isEmpty, !text.utf8.contains(0) else { throw SourceFailure.noPlace }
            self = .files(pattern: text)
            return
        }
        let address = try HTTPAddress(text)
        let authority = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst(2).first ?? ""
        // Files of tenants are kept in a repository, where a password would stay for ever.
        guard !authority.contains("@") else { throw SourceFailure.secretInAddress }
        self = .address(address)
    }

    /// The files that are there now, the oldest first; a link counts as what it leads to.
    ///
    /// - Parameter folder: from where a relative path starts.
    static func files(_ pattern: String, from folder: String) -> [String] {
        let path = pattern.hasPrefix("/") ? pattern : "\(folder)/\(pattern)"
        // A file whose name has a star is that file.
        if modificationTime(path) != nil { return [path] }
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(path, GLOB_NOSORT, nil, &found) == 0, let names = found.gl_pathv else { return [] }
        let files = (0..<Int(found.gl_pathc)).compactMap { index -> (time: Double, path: String)? in
            guard let name = names[index] else { return nil }
            let path = String(cString: name)
            return modificationTime(path).map { (time: $0, path: path) }
        }
        return files.sorted { ($0.time, $0.path) < ($1.time, $1.path) }.map(\.path)
    }

    private static func modificationTime(_ path: String) -> Double? {
        var facts = stat()
        guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
        return Double(facts.st_mtim.tv_sec) + Double(facts.st_mtim.tv_nsec) / 1e9
    }
}

extension SourcePlace: CustomStringConvertible {
    /// The place without what may be secret.
    package var description: String {
        switch self {
        case .address(let address): "\(address)"
        case .files(let pattern): pattern
        }
    }
}

extension SourcePlace: Decodable {
    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }
}
