import Vocabulary

/// The one document of a YAML file, as a tree with marks.
///
/// Files are read strictly: one document, texts as keys, each key once, no
/// tags but `!!str`, `!!map` and `!!seq`, no merge keys, no directives but
/// `%YAML`. What is refused is refused with its place.
package struct YAMLDocument: Sendable {
    /// The file as the reader named it.
    package let file: String

    /// The document's outermost node.
    package let root: YAMLNode

    /// Reads a file's bytes.
    ///
    /// - Throws: ``YAMLFailure``; several duplicate keys, tags or merge keys
    ///   together as a ``FailureList``.
    package init(parsing bytes: [UInt8], file: String, limits: YAMLLimits = .configuration) throws {
        var faults: [YAMLFailure] = []
        try self.init(parsing: bytes, file: file, limits: limits, faults: &faults)
        try FailureList(faults).throwIfAny()
    }

    /// Reads a file's bytes as far as they can be read, so that what they say can be judged too.
    ///
    /// - Parameter faults: gets what does not hinder the reading of the rest, such as a duplicate key, whose first
    ///   value is taken.
    /// - Throws: what ends the reading.
    package init(
        parsing bytes: [UInt8], file: String, limits: YAMLLimits = .configuration, faults: inout [YAMLFailure]
    ) throws {
        guard bytes.count <= limits.bytes else {
            throw YAMLFailure.tooLarge(file: file, bytes: bytes.count, limit: limits.bytes)
        }
        let source = YAMLSource(bytes: bytes, file: file)
        try source.checkCharacters()
        try source.checkDirectives()
        self.file = file
        self.root = try TreeBuilder.tree(from: source, limits: limits, faults: &faults)
    }

    /// Reads a text that is in memory already.
    ///
    /// - Throws: as ``init(parsing:file:limits:)``.
    package init(parsing text: String, file: String, limits: YAMLLimits = .configuration) throws {
        try self.init(parsing: Array(text.utf8), file: file, limits: limits)
    }
}
