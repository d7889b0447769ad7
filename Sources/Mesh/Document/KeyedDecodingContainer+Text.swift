extension KeyedDecodingContainer where Key: RawRepresentable, Key.RawValue == String {
    /// Reads a text that may be absent and has a limit in characters, as PostgreSQL counts them.
    ///
    /// - Throws: ``MeshFailure/tooLong(what:count:limit:)``.
    func text(_ key: Key, upTo limit: Int) throws -> String? {
        guard let text = try decodeIfPresent(String.self, forKey: key) else { return nil }
        try check(text, upTo: limit, key)
        return text
    }

    /// Reads a name, which is never empty.
    ///
    /// - Throws: ``MeshFailure/tooLong(what:count:limit:)`` or ``MeshFailure/empty(what:)``.
    func name(upTo limit: Int, forKey key: Key) throws -> String {
        let name = try decode(String.self, forKey: key)
        guard !name.isEmpty else { throw MeshFailure.empty(what: key.rawValue) }
        try check(name, upTo: limit, key)
        return name
    }

    private func check(_ text: String, upTo limit: Int, _ key: Key) throws {
        let count = text.unicodeScalars.count
        guard count <= limit else {
            throw MeshFailure.tooLong(what: key.rawValue, count: count, limit: limit)
        }
    }
}
