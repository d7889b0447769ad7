/// What a source may ask of us before it is refused.
package struct FormatLimits: Hashable, Sendable {
    /// Bytes of one record, and of one JSON value that becomes a row.
    package var recordBytes = 4 * 1024 * 1024

    /// Columns of one table: as many as PostgreSQL allows.
    package var columns = 1600

    /// Arrays and objects inside each other.
    package var jsonDepth = 256

    /// Bytes that a compressed source may become.
    package var expandedBytes = 100 * 1024 * 1024 * 1024

    /// How many times its size a compressed source may become, beyond ``freeExpansion``; text seldom shrinks to a
    /// fiftieth, and what was made to be dangerous to a thousandth.
    package var expansionRatio = 250

    /// Bytes that a compressed source may become whatever its size.
    package var freeExpansion = 64 * 1024 * 1024

    package init() {}
}
