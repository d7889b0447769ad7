/// Reads the rows of a table out of bytes, batch by batch.
///
/// For example, with a connection that copies into a table:
///
/// ```swift
/// let reader = try plan.reader(of: source)
/// var batch = RowBatch()
/// while try reader.read(into: &batch) {
///     try batch.withBytes { try writer.write($0) }
///     rejects.append(contentsOf: batch.rejects)
/// }
/// ```
package protocol TableReader: AnyObject {
    /// The columns whose cells a row has, in their order, with the types they are written as.
    var columns: [PlanColumn] { get }

    /// What became of the records read so far.
    var tally: Tally { get }

    /// How far the source has been gone through, in bytes of it.
    var byteOffset: Int { get }

    /// Empties the batch and fills it with the next rows.
    ///
    /// - Returns: false when there is nothing left; then the batch is empty.
    /// - Throws: ``FormatFailure`` for what makes the whole source unreadable.
    func read(into batch: inout RowBatch) throws -> Bool
}

extension SourcePlan {
    /// Opens a table in a source, which is read from its beginning.
    ///
    /// - Parameters:
    ///   - number: of the table, from 1.
    ///   - types: types that lead over those of the plan, by name of column, as those of an existing table.
    ///   - discardsValues: whether a value that its column cannot hold becomes null, instead of its row a reject.
    /// - Throws: ``FormatFailure``, also when a name is none of the plan's columns.
    package func reader(
        of source: any ByteSource, table number: Int = 1, types: [String: ColumnType] = [:],
        discardsValues: Bool = false, limits: FormatLimits = FormatLimits()
    ) throws -> any TableReader {
        let table = try table(number)
        let columns = try table.retyped(types, source: source.name)
        let source = try OpenedSource(source, declared: containers, limits: limits).source
        switch format {
        case .delimited(let dialect):
            return try DelimitedTableReader(source, layout(of: table, dialect), columns, limits, discardsValues)
        case .json(let layout):
            return try JSONTableReader(UTF16Mark.decoded(source), layout, columns, limits, discardsValues)
        }
    }
}

extension TablePlan {
    fileprivate func retyped(_ types: [String: ColumnType], source: String) throws -> [PlanColumn] {
        var columns = self.columns
        for (name, type) in types.sorted(by: { $0.key < $1.key }) {
            guard let index = columns.firstIndex(where: { $0.name == name }) else {
                throw FormatFailure.unknownColumn(source, column: name, known: columns.map(\.name))
            }
            columns[index].type = type
        }
        return columns
    }
}
