/// A row that was loaded although it was not written as it should be, and what was done about it.
///
/// ``rawLine`` has it as it was.
package struct Repair: Hashable, Sendable {
    /// The physical line on which the record begins, from 1.
    package var line: Int

    /// Where the record begins in the source, in bytes from 0.
    package var byteOffset: Int

    /// The column, when it is one cell that was repaired.
    package var column: String?

    /// That cell as it was written, decoded.
    package var value: String?

    /// What was done.
    package var kind: Kind

    /// The record as it was written, decoded.
    package var rawLine: String

    /// Rows of each kind that are kept for people to look at; all are counted.
    static let kept = 100

    /// What can be done about a record; nothing of it is lost but what was asked to be left out.
    package enum Kind: String, CaseIterable, Sendable {
        /// Cells that were missing at the end became null.
        case shortRow = "short_row"
        /// Cells beyond the last column were empty and left out.
        case emptyCells = "empty_cells"
        /// A quote that opened a field and would have swallowed the lines behind it was read as a character.
        case strayQuote = "stray_quote"
        /// The record was decoded by the second encoding of the source.
        case fallbackEncoding = "fallback_encoding"
        /// A code got the zeros back that a program had taken for those of a number.
        case restoredCode = "restored_code"
        /// A value that its column cannot hold became null, since that was asked for.
        case discardedValue = "discarded_value"
        /// A text lost the blanks by which most values of its column are filled up.
        case trimmedBlanks = "trimmed_blanks"
    }
}

extension Repair.Kind: CustomStringConvertible {
    /// A phrase for people.
    package var description: String {
        switch self {
        case .shortRow: "cells missing at the end became null"
        case .emptyCells: "empty cells beyond the last column were left out"
        case .strayQuote: "a stray quote was read as a character"
        case .fallbackEncoding: "the record was decoded by the second encoding"
        case .restoredCode: "a code got its zeros back"
        case .discardedValue: "a value that does not fit its column became null"
        case .trimmedBlanks: "blanks that fill a text up were left out"
        }
    }
}
