/// A word that may stand next on the command line.
struct Candidate: Hashable {
    let word: String

    /// What it does, where a shell shows it.
    let explanation: String

    init(_ word: String, _ explanation: String = "") {
        self.word = word
        self.explanation = explanation
    }

    /// Leaves it to the shell to complete names of files.
    static let files = Candidate(":files")

    /// Leaves it to the shell to complete names of folders.
    static let directories = Candidate(":directories")

    /// Whether it stands for the shell's own candidates.
    var isDirective: Bool { self == .files || self == .directories }
}
