import Vocabulary

/// What libyaml could not read, with the words that help a person to mend it.
package struct SyntaxProblem: Sendable {
    /// What libyaml was reading, and where that began.
    struct Context {
        let words: String
        let mark: YAMLMark
    }

    /// Where to look: for a bracket or a quote that is never closed, where it opens.
    package let mark: YAMLMark

    /// What is wrong, without a full stop.
    package let message: String

    /// What to do about it.
    package let hint: String?

    init(words: String, character: Character?, context: Context?, mark: YAMLMark) {
        let reading = context?.words ?? ""
        let opening = context?.mark ?? mark
        switch words {
        case "found unexpected end of stream" where reading.contains("quoted scalar"),
            "found unexpected document indicator" where reading.contains("quoted scalar"):
            self.mark = opening
            message = "a quotation mark is never closed"
            hint = "Close the text with the mark that opens it."
        case "did not find expected ',' or ']'":
            self.mark = opening
            message = "a list in brackets is never closed, or a comma is missing"
            hint = "Write [one, two], and put quotes round a value that contains ',', '[', ']', '{' or '}'."
        case "did not find expected ',' or '}'":
            self.mark = opening
            message = "a mapping in braces is never closed, or a comma is missing"
            hint = "Write {one: 1, two: 2}, and put quotes round a value that contains ',', '{' or '}'."
        case "did not find expected key":
            self.mark = mark
            message = "a key was expected here"
            hint = "Begin the line under the first key of its block; quotes round a value enclose all of it."
        case "did not find expected '-' indicator":
            self.mark = mark
            message = "a list element was expected here"
            hint = "Check that every '-' of the list stands in the same column."
        case "mapping values are not allowed in this context":
            self.mark = mark
            message = "':' is not allowed here"
            hint = "Put quotes round a value that contains ': ', and check the indentation of the line."
        case "could not find expected ':'":
            self.mark = opening
            message = "a key has no ':' after it"
            hint = "Write 'key: value', with a space after the colon."
        case "found character that cannot start any token":
            self.mark = mark
            message = "a value cannot begin with \(quoted(character.map(String.init) ?? ""))"
            hint = "Put the value in quotes."
        case "did not find expected node content":
            self.mark = mark
            message = "a value was expected here"
            hint = "Close every bracket and brace, and put quotes round a value that begins with one."
        case "did not find expected <document start>":
            self.mark = mark
            message = "the document has ended before this line"
            hint = "Check the indentation: what belongs to the document stands in the column where it began."
        case "block sequence entries are not allowed in this context":
            self.mark = mark
            message = "a list cannot begin here"
            hint = "Begin the list on the line after its key."
        case "found unknown escape character":
            self.mark = mark
            message = "an escape that YAML does not know"
            hint = "Write '\\\\' for a backslash, or put the text between single quotes."
        default:
            self.mark = mark
            message = reading.isEmpty ? words : "\(words) \(reading)"
            hint = nil
        }
    }
}
