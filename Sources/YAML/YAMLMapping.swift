/// Keys with their values, in the order in which they were written.
///
/// Keys are texts, and no two are the same.
package struct YAMLMapping: Hashable, Sendable {
    /// A key and its value.
    package struct Entry: Hashable, Sendable {
        /// The text of the key.
        package var key: String

        /// The place of the key, or nil when a program made it.
        package var keyMark: YAMLMark?

        /// What stands behind the key.
        package var value: YAMLNode

        /// A key and its value.
        package init(_ key: String, _ value: YAMLNode, keyMark: YAMLMark? = nil) {
            self.key = key
            self.keyMark = keyMark
            self.value = value
        }

        package static func == (left: Entry, right: Entry) -> Bool {
            left.key == right.key && left.value == right.value
        }

        package func hash(into hasher: inout Hasher) {
            hasher.combine(key)
            hasher.combine(value)
        }
    }

    /// The keys and values in their order; no key comes twice.
    package var entries: [Entry]

    /// The place of the first key or the brace, or nil when a program made it.
    package var mark: YAMLMark?

    /// Keys with their values.
    package init(_ entries: [Entry], mark: YAMLMark? = nil) {
        self.entries = entries
        self.mark = mark
    }

    /// The value of a key, or nil; looks at every entry.
    package subscript(key: String) -> YAMLNode? {
        entries.first { $0.key == key }?.value
    }

    package static func == (left: YAMLMapping, right: YAMLMapping) -> Bool {
        left.entries == right.entries
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(entries)
    }
}
