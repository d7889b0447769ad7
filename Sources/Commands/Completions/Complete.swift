/// `socle complete`: answers the scripts of ``Completions``, one candidate a line.
struct Complete: LeafCommand {
    let words: [String]

    static let command = Command(
        "complete", "List the words that may stand next, for the shells' completion scripts.",
        Argument(
            zeroOrMore: "WORD", String.self, "The line so far, after '--'; the last word is being written."),
        isHidden: true,
        make: Self.init(words:))

    func run(in context: Context) throws -> Ending {
        let lines = Candidates(following: words, in: context).all.map {
            "\(visible($0.word))\t\(visible($0.explanation))\n"
        }
        try context.emit(lines.joined())
        return .success
    }
}
