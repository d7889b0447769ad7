/// How the rows of a delimited text lie in its bytes.
package struct DelimitedLayout: Hashable, Sendable {
    /// How characters are written as bytes.
    package var encoding: TextEncoding

    /// The encoding of records that are not valid in the first, when two meet in one text.
    package var fallbackEncoding: TextEncoding?

    /// How fields and records are separated.
    package var dialect: Dialect

    /// The number of fields of every record; another number makes a reject.
    package var width: Int

    /// Where the table begins and ends.
    package var bounds: TableBounds

    package init(
        encoding: TextEncoding, fallbackEncoding: TextEncoding? = nil, dialect: Dialect, width: Int,
        bounds: TableBounds
    ) {
        self.encoding = encoding
        self.fallbackEncoding = fallbackEncoding
        self.dialect = dialect
        self.width = width
        self.bounds = bounds
    }
}
