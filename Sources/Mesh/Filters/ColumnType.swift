/// The type of a real column, as far as filters and masks must know it.
struct ColumnType: Hashable, Sendable {
    /// What can be compared with a column and how a value of it is written.
    enum Family: Hashable, Sendable {
        case text
        /// `character(n)`, which ignores blanks at the end.
        case paddedText
        case integer(bits: Int)
        case decimal
        case real
        case double
        case boolean
        case date
        case timestamp
        case timestampWithZone
        case uuid
        /// Anything else; only its absence can be tested.
        case other
    }

    /// The type with its modifiers, as `format_type` writes it: `character varying(20)`.
    let name: String
    let family: Family
    /// The type to which nothing is cast: never a domain, whose check would run as the reader.
    let safeName: String

    /// - Parameters:
    ///   - name: from the server's catalog, never from a file or a load.
    ///   - safeName: the type below all domains; nil for one that a tenant made.
    init(_ name: String, safeName: String?) {
        self.name = name
        self.safeName = safeName ?? "text"
        self.family = Self.family(ofUnmodified: Self.withoutModifiers(name))
    }

    /// A type that PostgreSQL or an extension brought.
    init(_ name: String) {
        self.init(name, safeName: name)
    }

    /// `timestamp(3) with time zone` without its `(3)`.
    private static func withoutModifiers(_ name: String) -> String {
        guard let open = name.firstIndex(of: "("), let close = name[open...].firstIndex(of: ")") else {
            return name
        }
        return String(name[..<open] + name[name.index(after: close)...])
    }

    private static func family(ofUnmodified name: String) -> Family {
        switch name {
        case "text", "character varying": .text
        case "character": .paddedText
        case "smallint": .integer(bits: 16)
        case "integer": .integer(bits: 32)
        case "bigint": .integer(bits: 64)
        case "numeric": .decimal
        case "real": .real
        case "double precision": .double
        case "boolean": .boolean
        case "date": .date
        case "timestamp without time zone": .timestamp
        case "timestamp with time zone": .timestampWithZone
        case "uuid": .uuid
        default: .other
        }
    }

    /// The type to which a value is cast: the column's without modifiers, which would round or cut it.
    var castName: String? {
        switch family {
        case .text: "text"
        case .paddedText: "bpchar"
        case .integer(16): "smallint"
        case .integer(32): "integer"
        case .integer: "bigint"
        case .decimal: "numeric"
        case .real: "real"
        case .double: "double precision"
        case .boolean: "boolean"
        case .date: "date"
        case .timestamp: "timestamp"
        case .timestampWithZone: "timestamptz"
        case .uuid: "uuid"
        case .other: nil
        }
    }

    var isText: Bool { family == .text || family == .paddedText }
}
