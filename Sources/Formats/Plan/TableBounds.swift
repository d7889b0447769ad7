/// Where a table begins and ends within its source.
///
/// A row is a physical line of a text, from 1; a record that is longer than a
/// line is known by the one on which it begins.
package struct TableBounds: Hashable, Sendable {
    /// The rows of the titles above the header.
    package var titles: ClosedRange<Int>?

    /// The rows of the header, or nil when the columns have no labels.
    package var header: ClosedRange<Int>?

    /// The row of the header that holds codes such as `CODGEO`, when others hold words.
    package var codeRow: Int?

    /// The first row of data; what stands above it is no data.
    package var firstDataRow: Int

    /// The last row on which a record of data may begin, or nil for the end of the source, wherever that is.
    package var lastDataRow: Int?

    /// The last row of data when the plan was made; tells people, decides nothing.
    package var lastFoundRow: Int?

    /// Rows among the data that add up others and are not loaded, in their order.
    package var totals: [Int]

    /// The rows of the remarks below the data.
    package var footer: ClosedRange<Int>?

    package init(
        titles: ClosedRange<Int>? = nil, header: ClosedRange<Int>? = nil, codeRow: Int? = nil,
        firstDataRow: Int = 1, lastDataRow: Int? = nil, lastFoundRow: Int? = nil, totals: [Int] = [],
        footer: ClosedRange<Int>? = nil
    ) {
        self.titles = titles
        self.header = header
        self.codeRow = codeRow
        self.firstDataRow = firstDataRow
        self.lastDataRow = lastDataRow
        self.lastFoundRow = lastFoundRow
        self.totals = totals
        self.footer = footer
    }
}
