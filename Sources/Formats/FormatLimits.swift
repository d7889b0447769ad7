/// What a source may ask of us before it is refused.
package struct FormatLimits: Hashable, Sendable {
    /// Bytes of one record, and of one JSON value that becomes a row.
    package var recordBytes = 4 * 1024 * 1024

    /// Columns of one table: as many as PostgreSQL allows.
    package var columns = 1600

    /// Arrays and objects inside each other.
    package var jsonDepth = 256

    package init() {}
}
