/// A record at the head of a text, with its cells as texts, for finding the header.
struct SampleRow {
    /// What a cell is, as far as it tells a label from a value.
    enum Kind: Equatable {
        case empty, text, number, temporal, boolean

        init(_ cell: ByteSlice) {
            let value = Blank.trim(cell)
            if value.isEmpty || NullTokens.contains(value) {
                self = .empty
            } else if TemporalReading(value) != nil {
                self = .temporal
            } else if let number = NumberReading(value), number.hasRegularGroups || number.markCount == 0 {
                self = .number
            } else {
                self = BooleanReading(value) == nil ? .text : .boolean
            }
        }
    }

    let line: Int
    let labels: [String]
    let kinds: [Kind]

    var width: Int { labels.count }

    /// Cells that are not empty.
    var filled: Int { labels.count { !$0.isEmpty } }

    /// Whether it is one cell that begins like a comment of a program, or `sep=` and the delimiter.
    var isRemark: Bool {
        labels.count == 1 && labels[0].hasPrefix("#")
            || labels.count == 2 && filled == 1 && labels[0] == "sep="
    }

    init(_ records: inout RecordReader, limit: Int) {
        line = records.line
        var labels: [String] = []
        var kinds: [Kind] = []
        for index in 0..<min(records.fieldCount, limit) {
            labels.append(records.label(index))
            kinds.append(records.cell(index).map { Kind($0) } ?? .text)
        }
        self.labels = labels
        self.kinds = kinds
    }
}
