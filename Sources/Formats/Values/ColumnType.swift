/// A type of PostgreSQL that a cell can be written as.
package enum ColumnType: Hashable, Sendable {
    /// Of at most so many characters, or of any length.
    case text(limit: Int?)
    case boolean
    case smallint
    case integer
    case bigint
    /// Digits in all and behind the point, or of any size.
    case numeric(precision: Int?, scale: Int)
    case real
    case double
    case date
    case time
    case timestamp
    /// A moment: the time of day must say its offset from UTC.
    case timestampWithZone
    case uuid
    /// Kept as it is written, which is only for tables that have such a column already.
    case json
    case jsonb

    /// Text of any length.
    package static let text = ColumnType.text(limit: nil)

    /// The type's name in a `create table` statement.
    package var sql: String {
        switch self {
        case .text(nil): "text"
        case .text(let limit?): "character varying(\(limit))"
        case .boolean: "boolean"
        case .smallint: "smallint"
        case .integer: "integer"
        case .bigint: "bigint"
        case .numeric(nil, _): "numeric"
        case .numeric(let precision?, let scale): "numeric(\(precision),\(scale))"
        case .real: "real"
        case .double: "double precision"
        case .date: "date"
        case .time: "time without time zone"
        case .timestamp: "timestamp without time zone"
        case .timestampWithZone: "timestamp with time zone"
        case .uuid: "uuid"
        case .json: "json"
        case .jsonb: "jsonb"
        }
    }

    /// Reads a type as `format_type()` writes it, or by its usual short name.
    ///
    /// - Throws: ``FormatFailure/unreadableType(_:)`` for a type that no cell can be written as.
    package init(sql text: String) throws {
        let name = text.prefix { $0 != "(" }
        let rest = text[name.endIndex...]
        let arguments = rest.prefix { $0 != ")" }.dropFirst().split(separator: ",").map { Int($0.trimmed) }
        // `timestamp(3) with time zone` has its words behind the arguments.
        let tail = rest.drop { $0 != ")" }.dropFirst()
        let word = (String(name).trimmed + (tail.isEmpty ? "" : " " + String(tail).trimmed)).lowercased()
        switch (word, arguments.count) {
        case ("text", 0), ("citext", 0): self = .text
        case ("name", 0): self = .text(limit: 63)
        case ("character varying", 0), ("varchar", 0): self = .text
        case ("character varying", 1), ("varchar", 1), ("character", 1), ("char", 1), ("bpchar", 1):
            guard let limit = arguments[0], limit > 0 else { throw FormatFailure.unreadableType(text) }
            self = .text(limit: limit)
        case ("character", 0), ("char", 0): self = .text(limit: 1)
        case ("boolean", 0), ("bool", 0): self = .boolean
        case ("smallint", 0), ("int2", 0): self = .smallint
        case ("integer", 0), ("int", 0), ("int4", 0): self = .integer
        case ("bigint", 0), ("int8", 0): self = .bigint
        case ("numeric", 0), ("decimal", 0): self = .numeric(precision: nil, scale: 0)
        case ("numeric", 1...2), ("decimal", 1...2):
            let scale = arguments.count == 2 ? arguments[1] : 0
            guard let precision = arguments[0], let scale, (1...1000).contains(precision), scale >= 0,
                scale <= precision
            else { throw FormatFailure.unreadableType(text) }
            self = .numeric(precision: precision, scale: scale)
        case ("real", 0), ("float4", 0): self = .real
        case ("double precision", 0), ("float8", 0), ("double", 0): self = .double
        case ("date", 0): self = .date
        case ("time without time zone", 0), ("time", 0): self = .time
        case ("timestamp without time zone", 0...1), ("timestamp", 0...1): self = .timestamp
        case ("timestamp with time zone", 0...1), ("timestamptz", 0...1): self = .timestampWithZone
        case ("uuid", 0): self = .uuid
        case ("json", 0): self = .json
        case ("jsonb", 0): self = .jsonb
        default: throw FormatFailure.unreadableType(text)
        }
    }

    /// Whether every text is a value of this type as it stands.
    var isText: Bool {
        if case .text = self { true } else { false }
    }

    /// Whether its values are days, with or without their time.
    var isDay: Bool { self == .date || self == .timestamp || self == .timestampWithZone }

    /// Whether its values are documents.
    var isDocument: Bool { self == .json || self == .jsonb }
}

extension ColumnType: Codable {
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        try self.init(sql: text)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(sql)
    }
}

extension StringProtocol {
    /// The text without spaces at its ends.
    fileprivate var trimmed: String {
        var view = Substring(self)
        while view.first == " " { view.removeFirst() }
        while view.last == " " { view.removeLast() }
        return String(view)
    }
}
