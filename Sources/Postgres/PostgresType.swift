/// The type that a parameter or a column has in PostgreSQL, by its object identifier.
package struct PostgresType: Hashable, Sendable, CustomStringConvertible {
    package let identifier: UInt32

    package init(identifier: UInt32) {
        self.identifier = identifier
    }

    /// Left to the server, which infers it as it does for a quoted constant.
    package static let inferred = PostgresType(identifier: 0)

    package static let bool = PostgresType(identifier: 16)
    package static let bytea = PostgresType(identifier: 17)
    package static let int8 = PostgresType(identifier: 20)
    package static let int4 = PostgresType(identifier: 23)
    package static let text = PostgresType(identifier: 25)
    package static let float8 = PostgresType(identifier: 701)
    package static let timestamptz = PostgresType(identifier: 1184)
    package static let uuid = PostgresType(identifier: 2950)
    package static let jsonb = PostgresType(identifier: 3802)

    package static let boolArray = PostgresType(identifier: 1000)
    package static let byteaArray = PostgresType(identifier: 1001)
    package static let int4Array = PostgresType(identifier: 1007)
    package static let textArray = PostgresType(identifier: 1009)
    package static let int8Array = PostgresType(identifier: 1016)
    package static let float8Array = PostgresType(identifier: 1022)
    package static let timestamptzArray = PostgresType(identifier: 1185)
    package static let uuidArray = PostgresType(identifier: 2951)
    package static let jsonbArray = PostgresType(identifier: 3807)

    /// The name as `\d` shows it, or the object identifier of a type that is not built in.
    package var description: String {
        Self.names[identifier] ?? "type with OID \(identifier)"
    }

    private static let names: [UInt32: String] = [
        0: "unknown", 16: "boolean", 17: "bytea", 18: "\"char\"", 19: "name", 20: "bigint", 21: "smallint",
        23: "integer", 25: "text", 26: "oid", 114: "json", 142: "xml", 700: "real", 701: "double precision",
        705: "unknown", 869: "inet", 1000: "boolean[]", 1001: "bytea[]", 1003: "name[]", 1005: "smallint[]",
        1007: "integer[]", 1009: "text[]", 1015: "character varying[]", 1016: "bigint[]",
        1022: "double precision[]", 1042: "character", 1043: "character varying", 1082: "date", 1083: "time",
        1114: "timestamp", 1184: "timestamptz", 1185: "timestamptz[]", 1186: "interval", 1700: "numeric",
        2205: "regclass", 2249: "record", 2278: "void", 2950: "uuid", 2951: "uuid[]", 3802: "jsonb",
        3807: "jsonb[]",
    ]
}
