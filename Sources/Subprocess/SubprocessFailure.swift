package import Vocabulary

/// Why another program did not do its work.
package enum SubprocessFailure: Failure {
    case cannotStart(program: String, reason: String)
    case failed(program: String, exitCode: Int, said: String)
    case noOutputFile(folder: String, reason: String)
    case unknownAccount(String)

    package var code: FailureCode {
        switch self {
        case .cannotStart: "SUB101"
        case .failed: "SUB102"
        case .unknownAccount: "SUB103"
        case .noOutputFile: "SUB104"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .cannotStart, .unknownAccount: .configuration
        case .failed, .noOutputFile: .unavailable
        }
    }

    package var message: String {
        switch self {
        case .cannotStart(let program, let reason): "program \(quoted(program)) cannot be started: \(reason)"
        case .failed(let program, let exitCode, _): "program \(quoted(program)) ended with code \(exitCode)"
        case .noOutputFile(let folder, let reason): "no file can be made in \(quoted(folder)): \(reason)"
        case .unknownAccount(let name): "this machine has no account \(quoted(name))"
        }
    }

    package var detail: String? {
        guard case .failed(_, _, let said) = self, !said.isEmpty else { return nil }
        return said.split(separator: "\n").suffix(8).joined(separator: "\n")
    }
}
