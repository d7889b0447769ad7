/// What an examination of the installation found on one question.
package struct Finding: Hashable, Sendable {
    /// How a question was answered.
    package enum Verdict: String, Sendable {
        case ok
        /// It works, and should be mended.
        case warning
        /// It does not work, or is not safe.
        case failure
    }

    /// The question in a word or two.
    package let subject: String
    package let verdict: Verdict
    /// What is the case.
    package let fact: String
    /// What to do, when there is something to do.
    package let hint: String?

    init(_ subject: String, _ verdict: Verdict, _ fact: String, hint: String? = nil) {
        self.subject = subject
        self.verdict = verdict
        self.fact = fact
        self.hint = hint
    }
}
