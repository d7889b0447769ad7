/// Reads the rows of a delimited text.
final class DelimitedTableReader: TableReader {
    let columns: [PlanColumn]
    private var rows: DelimitedRows

    var tally: Tally { rows.tally }
    var byteOffset: Int { rows.byteOffset }

    /// - Throws: ``FormatFailure/invalidPlan(_:)`` when a column has no field.
    init(
        _ source: any ByteSource, _ layout: DelimitedLayout, _ columns: [PlanColumn], _ limits: FormatLimits,
        _ discardsValues: Bool
    ) throws {
        guard layout.width <= limits.columns,
            columns.allSatisfy({ (1...max(1, layout.width)).contains($0.field) })
        else {
            throw FormatFailure.invalidPlan("a column's field is not among the \(layout.width) of a record")
        }
        self.columns = columns
        rows = DelimitedRows(source, layout, columns, limits, discardsValues)
    }

    func read(into batch: inout RowBatch) throws -> Bool {
        try rows.read(into: &batch)
    }
}
