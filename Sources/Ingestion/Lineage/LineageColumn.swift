package import Formats
package import Vocabulary

/// A column of a loaded table, and where its values came from.
package struct LineageColumn: Hashable, Sendable {
    package var name: String
    /// The type as PostgreSQL writes it.
    package var type: String
    package var label: String

    /// The field of the source that it was made of; nil for what the load itself added or the source lacked.
    package var origin: String?

    /// Whether the values are those of the source, letter by letter.
    package var isCopied: Bool

    package init(name: String, type: String, label: String, origin: String?, isCopied: Bool) {
        self.name = name
        self.type = type
        self.label = label
        self.origin = origin
        self.isCopied = isCopied
    }
}

extension LineageColumn {
    /// The columns of a table as its load recorded them, joined with the plan by which the source was read.
    package static func columns(_ recorded: JSON, readBy plan: SourcePlan?) -> [LineageColumn] {
        let read = Dictionary((plan?.tables.first?.columns ?? []).map { ($0.name, $0) }) { first, _ in first }
        return recorded.elements.compactMap { column in
            guard let name = column["name"]?.text, let type = column["type"]?.text else { return nil }
            let source = read[name]
            return LineageColumn(
                name: name, type: type, label: column["label"]?.text ?? name,
                origin: source.map { $0.label.isEmpty ? "field \($0.field)" : $0.label },
                isCopied: source.map { $0.type == .text && $0.meaning == nil && !$0.isStatus } ?? false)
        }
    }
}
