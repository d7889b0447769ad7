import Testing

/// A text with the lines that a reader of the error sees.
struct BadInput: CustomTestStringConvertible, Sendable {
    let what: String
    let text: String
    let lines: String

    init(_ what: String, _ text: String, _ lines: String) {
        self.what = what
        self.text = text
        self.lines = lines
    }

    var testDescription: String { what }
}
