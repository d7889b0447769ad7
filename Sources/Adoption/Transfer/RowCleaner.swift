internal import Formats

/// Turns rows of the source into rows of the target, or says why one is refused.
struct RowCleaner {
    /// A row that could not be taken.
    struct Refusal {
        let column: String?
        let value: String?
        let reason: String
        let line: String
    }

    private let names: [String]
    private let cleaners: [ValueCleaner]
    private let isNotNull: [Bool]
    /// Where the count of each column's first rule stands among all counts.
    private let slots: [Int]
    private let rules: [[CleaningRule]]
    /// Columns whose values come back from the server as they were sent.
    private let isChecked: [Bool]
    let isIdle: Bool
    /// Whether the digest of a row is that of the row itself.
    let checksWholeRows: Bool

    /// - Parameter readsAnyBytes: whether the source has no encoding.
    init(_ table: AdoptedTable, readsAnyBytes: Bool) {
        names = table.columns.map(\.source.name)
        cleaners = table.columns.map { column in
            ValueCleaner(rules: column.rules, passage: column.type.passage, readsAnyBytes: readsAnyBytes)
        }
        isNotNull = table.columns.map(\.source.isNotNull)
        rules = table.columns.map(\.rules)
        slots = rules.reduce(into: [0]) { slots, rules in slots.append(slots[slots.count - 1] + rules.count) }
        isChecked = table.columns.map(\.type.isCanonical)
        isIdle = cleaners.allSatisfy(\.isIdle)
        checksWholeRows = isChecked.allSatisfy { $0 }
    }

    /// Cleans a row whose first fields are the table's columns; what follows them is only for finding the way.
    ///
    /// - Parameters:
    ///   - output: gets the row and its line end.
    ///   - checked: gets the part of it whose digest can be compared.
    ///   - changes: counts changed values by column and rule, as ``AdoptedTable/changeCounts`` lists them.
    func clean(
        _ row: UnsafeRawBufferPointer, _ fields: [Range<Int>], into output: inout [UInt8], checked: inout [UInt8],
        changes: inout [Int]
    ) -> Refusal? {
        let start = output.count
        for (index, cleaner) in cleaners.enumerated() {
            if index > 0 { output.append(UInt8(ascii: "\t")) }
            let field = UnsafeRawBufferPointer(rebasing: row[fields[index]])
            let fieldStart = output.count
            if cleaner.isIdle {
                output.append(contentsOf: field)
            } else if let value = CopyLine.value(field) {
                var touched = ValueCleaner.Touched()
                switch cleaner.clean(value, touched: &touched) {
                case .value(let bytes): output.append(contentsOf: bytes)
                case .null:
                    guard !isNotNull[index] else {
                        output.removeLast(output.count - start)
                        return refusal(row, index, value, "nothing is left of a value that must be there")
                    }
                    output.append(contentsOf: CopyLine.null)
                case .refused(let reason):
                    output.removeLast(output.count - start)
                    return refusal(row, index, value, reason)
                }
                for (place, rule) in rules[index].enumerated() where touched.rules.contains(rule) {
                    changes[slots[index] + place] += 1
                }
            } else {
                output.append(contentsOf: CopyLine.null)
            }
            if isChecked[index] {
                checked.append(contentsOf: output[fieldStart...])
                checked.append(UInt8(ascii: "\t"))
            }
        }
        // The comparable part is as long as the server will write it: a tab between two values, none behind the last.
        if !checked.isEmpty { checked.removeLast() }
        output.append(UInt8(ascii: "\n"))
        return nil
    }

    private func refusal(_ row: UnsafeRawBufferPointer, _ index: Int, _ value: [UInt8], _ reason: String) -> Refusal {
        Refusal(
            column: names[index], value: Self.shown(value), reason: reason,
            line: Self.shown(Array(row.prefix(64 * 1024))))
    }

    /// Bytes as a text that PostgreSQL can keep.
    private static func shown(_ bytes: [UInt8]) -> String {
        let text = TextValue.isUTF8(bytes) ? bytes : Mojibake.decoded(windows1252: bytes)
        return String(decoding: text.prefix(64 * 1024), as: UTF8.self).replacing("\0", with: "\u{2400}")
    }
}
