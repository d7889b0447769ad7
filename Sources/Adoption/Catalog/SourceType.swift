/// The type of a source's column, below all its domains.
package struct SourceType: Codable, Hashable, Sendable {
    /// What the type is made by.
    package enum Origin: String, Codable, Sendable {
        /// PostgreSQL itself.
        case server
        case enumeration
        /// A row type, a range, a base type of somebody's own.
        case own
        case `extension`
    }

    /// As the table declares it, domain included.
    package var declared: String
    /// The type below domains and arrays, by its short name in the catalog: `varchar`, `geometry`.
    package var base: String
    /// The type below domains as the server writes it, with its modifier.
    package var written: String
    package var modifier: Int
    package var isArray: Bool
    package var isDomain: Bool
    package var origin: Origin
    /// Extension that brought it.
    package var extensionName: String?
    /// Words of an enumeration.
    package var labels: [String]

    /// Whether values are texts that rules of cleaning can read.
    package var isText: Bool {
        !isArray && origin == .server && ["text", "varchar", "bpchar", "name"].contains(base)
    }

    package var isWholeNumber: Bool { !isArray && origin == .server && ["int2", "int4", "int8"].contains(base) }

    package var isGeometry: Bool { !isArray && extensionName == "postgis" && base == "geometry" }
}
