/// What comparing a table's two sides brought out.
package struct TableVerdict: Sendable {
    package let table: AdoptedTable
    package let record: TransferRecord
    /// Rows of the source now, and whether they are those that were read.
    package let sourceRows: Int
    package let isSourceUnchanged: Bool
    /// Rows of the new table, and whether they are those that were sent.
    package let targetRows: Int
    package let isTargetTrue: Bool
    /// Columns whose values were compared; the others were read as another type and have another writing.
    package let comparedColumns: Int

    package var isSound: Bool {
        isSourceUnchanged && isTargetTrue && sourceRows == record.read && targetRows == record.loaded
            && record.loaded + record.rejected == record.read
    }
}
