package import Formats
internal import Vocabulary

/// The type that a column gets: one of a known list, written by the platform and never by the source.
package struct TargetType: Hashable, Sendable {
    /// How values get there.
    package enum Passage: Hashable, Sendable {
        /// As the source writes them.
        case unchanged
        /// Read as this type by the platform, which refuses what does not fit.
        case read(ColumnType)
    }

    /// The type in a `create table` statement.
    package let sql: String
    package let passage: Passage

    /// Text of any length, which can hold what every type writes.
    package static let text = TargetType(sql: "text", passage: .unchanged)

    /// The type that a source's column keeps, with a reason when it is another one.
    ///
    /// - Parameter shapes: kinds of geometry and systems that were found, for a column that declares none.
    package static func kept(_ type: SourceType, _ facts: ColumnFacts) -> (type: TargetType, reason: String?) {
        let array = type.isArray ? "[]" : ""
        switch type.origin {
        case .enumeration:
            return (TargetType(sql: "text" + array, passage: .unchanged), "an enumeration of the source's own")
        case .own: return (.text, "a type of the source's own")
        case .extension:
            if type.extensionName == "postgis", let name = GeometryType(type, facts) {
                return (TargetType(sql: "public.\(name.text)\(array)", passage: .unchanged), name.reason)
            }
            return (
                TargetType(sql: "text" + array, passage: .unchanged), "a type of extension \(type.extensionName ?? "")"
            )
        case .server: break
        }
        let domain = type.isDomain ? "a domain of the source's own" : nil
        if let other = replaced[type.base] {
            return (TargetType(sql: other.sql + array, passage: .unchanged), other.reason)
        }
        guard let written = known(type.written) else { return (.text, "type \(quoted(type.written)) is not taken") }
        return (TargetType(sql: written, passage: .unchanged), domain)
    }

    /// Reads what a plan asks for.
    ///
    /// - Returns: nil for a type that the column cannot become.
    package static func wanted(_ text: String, for type: SourceType, _ facts: ColumnFacts) -> TargetType? {
        let kept = kept(type, facts).type
        if text == kept.sql { return kept }
        if text == "text" { return .text }
        guard type.isText || type.isWholeNumber, let read = try? ColumnType(sql: text) else { return nil }
        switch read {
        case .smallint, .integer, .bigint, .numeric, .date, .timestamp, .boolean, .uuid:
            return TargetType(sql: read.sql, passage: .read(read))
        default: return nil
        }
    }

    /// Whether a value comes back from the server in the very characters in which it was sent.
    package var isCanonical: Bool {
        switch passage {
        case .unchanged: true
        case .read(.smallint), .read(.integer), .read(.bigint), .read(.date), .read(.uuid), .read(.boolean): true
        default: false
        }
    }

    /// Types that mean something in their own server alone.
    private static let replaced: [String: (sql: String, reason: String)] = [
        "money": ("numeric", "money depends on the server's locale"),
        "name": ("text", "a type of catalogs"), "char": ("text", "a type of catalogs"),
        "oid": ("bigint", "a number of the source's catalog"), "xid": ("text", "a number of the source's transactions"),
        "regclass": ("text", "an object of the source"), "regproc": ("text", "an object of the source"),
        "regtype": ("text", "an object of the source"), "regrole": ("text", "an object of the source"),
        "pg_lsn": ("text", "a place in the source's log"), "tid": ("text", "a place in the source's file"),
    ]

    private static let names: Set<String> = [
        "boolean", "smallint", "integer", "bigint", "numeric", "real", "double precision", "text",
        "character varying", "character", "date", "time without time zone", "time with time zone",
        "timestamp without time zone", "timestamp with time zone", "interval", "uuid", "bytea", "json", "jsonb", "xml",
        "inet", "cidr", "macaddr", "macaddr8", "bit", "bit varying", "point", "line", "lseg", "box", "path", "polygon",
        "circle", "tsvector", "tsquery", "int4range", "int8range", "numrange", "tsrange", "tstzrange", "daterange",
        "int4multirange", "int8multirange", "nummultirange", "tsmultirange", "tstzmultirange", "datemultirange",
        "bpchar",
    ]

    /// The text of a type when each of its parts is known: name, numbers in parentheses, brackets.
    static func known(_ written: String) -> String? {
        var rest = Substring(written)
        var array = ""
        while rest.hasSuffix("[]") {
            rest = rest.dropLast(2)
            // An array has as many dimensions as its value, whatever the type says.
            array = "[]"
        }
        var arguments = ""
        if let open = rest.firstIndex(of: "("), let close = rest[open...].firstIndex(of: ")") {
            arguments = String(rest[open...close])
            let inner = arguments.dropFirst().dropLast()
            guard !inner.isEmpty, inner.utf8.allSatisfy({ "0123456789,-".utf8.contains($0) }) else { return nil }
            rest = rest[..<open] + rest[rest.index(after: close)...]
        }
        let name = String(rest)
        guard names.contains(name) else { return name.hasPrefix("interval ") ? "interval" + array : nil }
        guard !arguments.isEmpty else { return name + array }
        if let space = name.firstIndex(of: " "), name.hasPrefix("time") {
            return String(name[..<space]) + arguments + String(name[space...]) + array
        }
        return name + arguments + array
    }
}
