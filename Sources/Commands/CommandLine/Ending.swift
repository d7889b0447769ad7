/// How a command ended that did not fail, as the exit code says it.
package struct Ending: Hashable, Sendable {
    package let exitCode: Int32

    /// What the exit code means, for the command reference.
    package let meaning: String

    private init(_ exitCode: Int32, _ meaning: String) {
        self.exitCode = exitCode
        self.meaning = meaning
    }

    /// Everything asked for is done.
    package static let success = Ending(0, "done, or nothing to do")

    /// The question was answered with no, or a check found a fault.
    package static let negative = Ending(1, "the answer is no, or a check found a fault")

    /// The declared and the present state differ; nothing was changed.
    package static let difference = Ending(2, "a plan found a difference; nothing was changed")

    static let all = [success, negative, difference]
}
