import Vocabulary

/// A file, an address or a table, as OpenLineage names it.
///
/// **Source** <https://openlineage.io/docs/spec/naming>.
package struct LineageDataset: Hashable, Sendable {
    /// The place that gives its names a meaning: `file`, `https://host`, `postgres://host:5432`.
    package let namespace: String

    /// The name within the place: a path, or `database.schema.table`.
    package let name: String

    /// A table of a server.
    package init(host: String, port: Int, database: String, schema: String, table: String) {
        // A socket's folder is the host of a server that listens to nothing else.
        namespace = "postgres://\(host.hasPrefix("/") ? "localhost" : host):\(port)"
        name = "\(database).\(schema).\(table)"
    }

    /// What a load reads, as its history names it: a path, or an address without its secrets.
    package init(source: String) {
        guard let scheme = source.firstRange(of: "://") else {
            namespace = "file"
            name = source
            return
        }
        let path = source[scheme.upperBound...].firstIndex(of: "/") ?? source.endIndex
        namespace = String(source[..<path])
        name = path == source.endIndex ? "/" : String(source[path...])
    }

    var json: [JSON.Member] {
        [JSON.Member("namespace", .string(namespace)), JSON.Member("name", .string(name))]
    }
}
