import Formats
package import Vocabulary

/// The name of a table that loads fill, such as `ventes_2024`: one that needs no quotes in any statement.
package struct TableName: Hashable, Sendable, CustomStringConvertible {
    /// What the names of the platform's own tables beside a tenant's begin with.
    private static let ownPrefix = "socle_"

    package let identifier: Identifier

    /// - Throws: ``NameFailure`` for what is no name of PostgreSQL, ``SourceFailure`` for what is none of a table.
    package init(_ text: String) throws {
        identifier = try Identifier(text)
        guard !text.hasPrefix(Self.ownPrefix) else {
            throw SourceFailure.ownTableName(text, nearest: Self.nearest(to: text))
        }
        guard ColumnName.isClean(text) else { throw SourceFailure.notATableName(text, nearest: Self.nearest(to: text)) }
    }

    package var description: String { identifier.text }

    /// What was probably meant; nil when nothing of the text can be kept.
    private static func nearest(to text: String) -> String? {
        var name = ColumnName.names(for: [text])[0]
        while name.hasPrefix(ownPrefix) { name = ColumnName.clean(String(name.dropFirst(ownPrefix.count))) }
        return ColumnName.clean(text).isEmpty || name.isEmpty ? nil : name
    }
}

extension TableName: Decodable {
    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }
}
