/// What a source holds, as its catalogs tell it to the login that reads it.
package struct SourceCatalog: Codable, Hashable, Sendable {
    /// As the server names itself, such as `15.20`.
    package var version: String
    package var database: String
    /// As PostgreSQL names it, such as `UTF8`.
    package var encoding: String
    package var collation: String
    /// The login that looked, who sees no more than his rights let him.
    package var login: String
    /// Bytes of the whole database, nil when the login may not know.
    package var bytes: Int?
    /// Large objects, which belong to no table.
    package var largeObjects: Int
    /// Schema of each extension, by its name.
    package var extensions: [String: String]
    package var tables: [SourceTable]
    /// What is there beside tables, and is described but not taken.
    package var others: [SourceObject]

    /// Whether nobody says what the bytes of texts mean.
    package var hasNoEncoding: Bool { encoding == "SQL_ASCII" }

    /// The tables whose rows can be taken: no partition, which comes with its whole.
    package var ownTables: [SourceTable] { tables.filter { !$0.isPartition } }
}
