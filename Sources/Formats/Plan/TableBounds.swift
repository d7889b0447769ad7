/// Where a table begins and ends within its text, in physical lines from 1.
package struct TableBounds: Hashable, Sendable {
    /// The line of the header, or nil when the columns have no labels.
    package var headerLine: Int?

    /// The first line of data; what stands above it, but the header, is ignored.
    package var firstDataLine: Int

    /// The last line on which a record of data may begin, or nil for the end of the text.
    package var lastDataLine: Int?

    package init(headerLine: Int?, firstDataLine: Int, lastDataLine: Int? = nil) {
        self.headerLine = headerLine
        self.firstDataLine = firstDataLine
        self.lastDataLine = lastDataLine
    }
}
