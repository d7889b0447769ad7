import Vocabulary

/// The name of a declared source, such as `equipements`: that of its file, and of nothing in a database.
package struct SourceName: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String

    /// - Throws: ``NameFailure``, which says the rule that was broken.
    package init(_ text: String) throws {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard !text.isEmpty else { throw NameFailure(kindOfName: "source name", text: text, reason: .empty) }
        let isWord = text.utf8.allSatisfy { byte in
            letters.contains(byte) || digits.contains(byte) || byte == UInt8(ascii: "_")
        }
        // Neither a point nor a slash, by which a path is known.
        guard text.utf8.count <= 63, isWord, let first = text.utf8.first, letters.contains(first) else {
            let rule = "Use 1 to 63 characters: a lowercase letter, then lowercase letters, digits and underscores."
            throw NameFailure(kindOfName: "source name", text: text, reason: .pattern(rule))
        }
        self.text = text
    }

    package var description: String { text }

    package static func < (left: SourceName, right: SourceName) -> Bool { left.text < right.text }
}
