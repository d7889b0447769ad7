/// What was decided about a source, for reading it the same way again.
///
/// Sniffing makes it, people edit it, and the nightly load follows it.
package struct SourcePlan: Hashable, Sendable {
    /// What the bytes are wrapped in, the outermost first.
    package var containers: [Container]

    /// How characters are written as bytes.
    package var encoding: TextEncoding

    /// The encoding of records that are not valid in the first, when two meet in one text.
    package var fallbackEncoding: TextEncoding?

    /// How rows lie in the characters.
    package var format: SourceFormat

    /// The tables that were found, in the order of the source; at least one.
    package var tables: [TablePlan]

    /// Facts that led to encoding and format, as sentences for people.
    package var evidence: [String]

    /// What a person should look at, such as tables that are not loaded and codes that get their zeros back, as sentences.
    package var warnings: [String]

    package init(
        containers: [Container] = [], encoding: TextEncoding = .utf8, fallbackEncoding: TextEncoding? = nil,
        format: SourceFormat,
        tables: [TablePlan], evidence: [String] = [], warnings: [String] = []
    ) {
        self.containers = containers
        self.encoding = encoding
        self.fallbackEncoding = fallbackEncoding
        self.format = format
        self.tables = tables
        self.evidence = evidence
        self.warnings = warnings
    }

    /// One of the tables.
    ///
    /// - Parameter number: from 1, as people count.
    /// - Throws: ``FormatFailure/noSuchTable(number:count:)``.
    package func table(_ number: Int) throws -> TablePlan {
        guard tables.indices.contains(number - 1) else {
            throw FormatFailure.noSuchTable(number: number, count: tables.count)
        }
        return tables[number - 1]
    }
}
