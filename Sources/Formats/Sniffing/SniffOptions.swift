/// What is known of a source before it is sniffed; what is nil is found out.
package struct SniffOptions: Hashable, Sendable {
    /// The path of the file that is meant in an archive of several, in which `*` stands for any characters.
    package var entry: String?

    /// The kind of text.
    package var format: Format?

    /// How the characters of a delimited text are written as bytes.
    package var encoding: TextEncoding?

    /// What stands between two fields.
    package var delimiter: [UInt8]?

    /// Whether a delimited table has a header.
    package var hasHeader: Bool?

    /// Where the rows lie in a JSON text: an array of objects or values, or an object of objects.
    package var path: JSONPath?

    /// What the rows of a JSON text are, when that is known as well.
    package var layout: JSONLayout?

    /// Names that no column may have, such as those that the load adds itself.
    package var takenNames: Set<String> = []

    /// The bytes at the beginning of a long text by which a load begins before all of it has been sniffed.
    package var headLength = 4 * 1024 * 1024

    /// What the source may ask of us.
    package var limits = FormatLimits()

    /// A kind of text that holds a table.
    package enum Format: String, CaseIterable, Codable, Sendable {
        case delimited, json
        /// Fields below each other, filled up with blanks.
        case fixedWidth = "fixed_width"
        /// One object of JSON after another, each usually on a line.
        case jsonLines = "jsonl"
    }

    package init() {}
}
