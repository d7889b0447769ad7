package import Vocabulary

/// Why the installation or its settings cannot be used.
package enum SettingsFailure: Failure, Equatable {
    case noRoot(program: String)
    case notARoot(path: String)
    case notAnAssignment(position: SourcePosition)
    case unknown(name: String, position: SourcePosition)
    case repeated(name: String, first: Int, position: SourcePosition)
    case rootKeyInFile(position: SourcePosition)
    case openQuote(position: SourcePosition)
    case unreadable(path: String, reason: String)
    case notAnEnvironment(text: String, origin: String)
    case noServer
    case damagedServerRecord(path: String)

    package var code: FailureCode {
        switch self {
        case .noRoot: "SET101"
        case .notARoot: "SET102"
        case .notAnAssignment: "SET103"
        case .unknown: "SET104"
        case .repeated: "SET105"
        case .openQuote: "SET106"
        case .unreadable: "SET107"
        case .notAnEnvironment: "SET108"
        case .noServer: "SET109"
        case .damagedServerRecord: "SET110"
        case .rootKeyInFile: "SET111"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .noServer: .unavailable
        default: .configuration
        }
    }

    package var message: String {
        switch self {
        case .noRoot: "the installation root was not found"
        case .notARoot(let path): "\(quoted(path)) is not an installation root"
        case .notAnAssignment: "a line of the settings file is not NAME=value"
        case .unknown(let name, _): "unknown setting \(quoted(name))"
        case .repeated(let name, _, _): "setting \(quoted(name)) is given twice"
        case .rootKeyInFile: "the root key does not stand in a settings file"
        case .openQuote: "a quote of the settings file is not closed"
        case .unreadable(let path, let reason): "settings file \(quoted(path)) cannot be read: \(reason)"
        case .notAnEnvironment(let text, _): "unknown environment \(quoted(text))"
        case .noServer: "no PostgreSQL server is configured"
        case .damagedServerRecord(let path): "the record of the embedded server \(quoted(path)) cannot be read"
        }
    }

    package var detail: String? {
        switch self {
        case .noRoot(let program): "searched beside and above \(program)"
        case .notAnAssignment(let position), .unknown(_, let position), .openQuote(let position),
            .rootKeyInFile(let position):
            "\(position)"
        case .repeated(_, let first, let position): "\(position), first on line \(first)"
        case .notAnEnvironment(_, let origin): "given by \(origin)"
        case .notARoot, .unreadable, .noServer, .damagedServerRecord: nil
        }
    }

    package var hint: String? {
        switch self {
        case .noRoot: "Give --root DIR or set SOCLE_ROOT to the folder that holds sql/ and tenants/."
        case .notARoot: "An installation root holds sql/database/migrations."
        case .unknown(let name, _):
            nearestName(to: name, in: Setting.allCases.map(\.rawValue)).map { "Did you mean '\($0)'?" }
                ?? "'.env.example' lists every setting."
        case .notAnEnvironment(let text, _):
            nearestName(to: text, in: DeploymentEnvironment.allCases.map(\.rawValue)).map { "Did you mean '\($0)'?" }
                ?? "Use development, staging or production."
        case .noServer: "Run 'socle dev start', or set SOCLE_PROVISIONER_URL and SOCLE_RUNTIME_URL."
        case .rootKeyInFile: "Name its file by SOCLE_ROOT_KEY_FILE, or set SOCLE_ROOT_KEY in the process environment."
        case .damagedServerRecord: "Run 'socle dev start', which writes it again."
        case .notAnAssignment, .repeated, .openQuote, .unreadable: nil
        }
    }
}
