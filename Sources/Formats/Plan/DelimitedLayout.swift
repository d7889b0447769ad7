/// How the rows of one table lie in the bytes of a delimited text.
struct DelimitedLayout: Hashable, Sendable {
    /// How characters are written as bytes.
    var encoding: TextEncoding

    /// The encoding of records that are not valid in the first, when two meet in one text.
    var fallbackEncoding: TextEncoding?

    /// How fields and records are separated.
    var dialect: Dialect

    /// The number of fields of every record.
    var width: Int

    /// Where the table begins and ends.
    var bounds: TableBounds
}

extension SourcePlan {
    /// How the rows of one table of a delimited source lie in its bytes.
    func layout(of table: TablePlan, _ dialect: Dialect) -> DelimitedLayout {
        DelimitedLayout(
            encoding: encoding, fallbackEncoding: fallbackEncoding, dialect: dialect, width: table.width,
            bounds: table.bounds)
    }
}
