/// A person as a request names it: values of declared subject columns.
///
/// It is personal data itself, comes from a file or standard input, and shows itself as `****`.
package struct Subject: Sendable, CustomStringConvertible, CustomReflectable {
    package struct Mark: Hashable, Sendable {
        package let column: String
        package let value: String
    }

    package let marks: [Mark]

    /// Reads lines of `column=value`; where persons are found by one column alone, the value suffices.
    ///
    /// A value that holds `=` is written with its column: a column that nobody declared would else be looked for as a
    /// value, and the answer be that nothing is held.
    ///
    /// - Parameter columns: the declared subject columns.
    /// - Throws: ``ComplianceFailure/noSubject(columns:)``, ``ComplianceFailure/unclearSubject(line:columns:)``,
    ///   neither of which repeats a value.
    package init(reading text: String, columns: Set<String>) throws {
        var marks: [Mark] = []
        let known = columns.sorted()
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            if line.allSatisfy(\.isWhitespace) { continue }
            let name = line.prefix { $0 != "=" }
            if name.endIndex < line.endIndex, columns.contains(String(name)) {
                let value = String(line[line.index(after: name.endIndex)...])
                guard !value.isEmpty else { throw ComplianceFailure.unclearSubject(line: index + 1, columns: known) }
                marks.append(Mark(column: String(name), value: value))
            } else if known.count == 1, name.endIndex == line.endIndex {
                marks.append(Mark(column: known[0], value: String(line)))
            } else {
                throw ComplianceFailure.unclearSubject(line: index + 1, columns: known)
            }
        }
        guard !marks.isEmpty else { throw ComplianceFailure.noSubject(columns: known) }
        self.marks = marks
    }

    package var values: [String] {
        var seen: Set<String> = []
        return marks.map(\.value).filter { seen.insert($0).inserted }
    }

    package var description: String { "****" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
