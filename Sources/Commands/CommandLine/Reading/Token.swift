/// A word of the command line, by what its form says it is.
struct Token: Hashable {
    enum Form: Hashable {
        /// `--name`, `--name=value`, `-n` or `-n=value`.
        case option(name: String, attached: String?)
        case word
    }

    let text: String
    let form: Form

    /// Its place, which shows whether two tokens stood side by side.
    let index: Int

    /// Sorts words by their form; after `--`, which is dropped, all are plain.
    ///
    /// A lone `-` (standard input) and a negative number are plain words, so
    /// that a value never begins with a hyphen otherwise, and `--help` is
    /// understood in any place.
    static func tokens(of words: [String]) -> [Token] {
        let end = words.firstIndex(of: "--") ?? words.endIndex
        return words.indices.filter { $0 != end }.map { index in
            Token(text: words[index], form: index < end ? form(of: words[index]) : .word, index: index)
        }
    }

    private static func form(of word: String) -> Form {
        let isNumber = word.dropFirst().first.map { $0.isASCII && $0.isNumber || $0 == "." } ?? true
        guard word.hasPrefix("-"), !isNumber else { return .word }
        guard let equals = word.firstIndex(of: "=") else {
            return .option(name: word, attached: nil)
        }
        return .option(name: String(word[..<equals]), attached: String(word[word.index(after: equals)...]))
    }
}
