import Glibc

/// Where a test has this process die: `SOCLE_FAIL_AT=<kind>/<step>:<moment>`.
///
/// Harmless in production: whoever can set the environment of the program can end it anyway, and what is ended is
/// resumed. Nothing else reads the variable.
struct Failpoint {
    enum Moment: String {
        /// The journal says that the step runs, and nothing of it is done.
        case before
        /// All of it is done, and the journal does not know yet.
        case after
        /// Its undoing is about to begin.
        case undoBefore = "undo-before"
        /// It is undone, and the journal does not know yet.
        case undoAfter = "undo-after"
    }

    /// The code with which the process ends, which the program itself never gives.
    static let exitCode: Int32 = 86

    /// Ends the process at once when this is where it shall die.
    static func reach(_ moment: Moment, of step: String, in kind: String) {
        guard let wanted = getenv("SOCLE_FAIL_AT") else { return }
        if String(cString: wanted) == "\(kind)/\(step):\(moment.rawValue)" { _exit(exitCode) }
    }
}
