import Compliance
import Vocabulary

extension RelationName: ArgumentValue {
    /// Reads `schema.table`; the table's name may hold further dots.
    package init(argument text: String) throws {
        guard let dot = text.firstIndex(of: ".") else { throw UnreadableArgument(expected: "schema.table") }
        self.init(
            schema: try Identifier(String(text[..<dot])), name: try Identifier(String(text[text.index(after: dot)...])))
    }

    package static var placeholder: String? { "SCHEMA.TABLE" }

    /// `[--except SCHEMA.TABLE]…`.
    static var exceptions: Option<[RelationName]> {
        Option(repeated: "--except", RelationName.self, "Vouch that this table holds nothing on persons.")
    }
}
