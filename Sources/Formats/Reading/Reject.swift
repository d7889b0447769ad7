/// A row that was refused, with all that is needed to find it and to correct it.
package struct Reject: Hashable, Sendable {
    /// The physical line on which the record begins, from 1.
    package var line: Int

    /// Where the record begins in the source, in bytes from 0.
    package var byteOffset: Int

    /// The column whose cell was the first to be refused, or nil when it is the whole record.
    package var column: String?

    /// The cell as it was written, decoded; bytes that are no text show as `\xNN`.
    package var value: String?

    /// Why the row was refused.
    package var reason: RejectReason

    /// The record as it was written, decoded; for JSON the element, written anew.
    package var rawLine: String

    package init(
        line: Int, byteOffset: Int, column: String?, value: String?, reason: RejectReason, rawLine: String
    ) {
        self.line = line
        self.byteOffset = byteOffset
        self.column = column
        self.value = value
        self.reason = reason
        self.rawLine = rawLine
    }
}
