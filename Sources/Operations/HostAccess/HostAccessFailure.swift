package import Vocabulary

/// Why the rules of pg_hba.conf could not be changed.
package enum HostAccessFailure: Failure {
    case notTold
    case invalid(ServerName, errors: [String])
    case broken(ServerName, errors: [String])
    case notWritten(ServerName, reason: String)
    case notLoaded(ServerName)
    case held(ServerName)

    package var code: FailureCode {
        switch self {
        case .notTold: "SRV141"
        case .invalid: "SRV142"
        case .broken: "SRV143"
        case .notWritten: "SRV144"
        case .notLoaded: "SRV145"
        case .held: "SRV146"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .notTold, .notWritten, .notLoaded: .unavailable
        case .invalid: .internal
        case .broken: .configuration
        case .held: .busy
        }
    }

    package var message: String {
        switch self {
        case .notTold: "the server does not say where its pg_hba.conf is"
        case .invalid(let server, _):
            "server '\(server)' refuses the new rules of pg_hba.conf; the old file was put back"
        case .broken(let server, _): "pg_hba.conf of server '\(server)' was wrong before anything was changed"
        case .notWritten(let server, _): "pg_hba.conf of server '\(server)' cannot be written"
        case .notLoaded(let server): "server '\(server)' did not load its pg_hba.conf within ten seconds"
        case .held(let server): "another run changes pg_hba.conf of server '\(server)'"
        }
    }

    package var detail: String? {
        switch self {
        case .invalid(_, let errors), .broken(_, let errors): errors.joined(separator: "\n")
        case .notWritten(_, let reason): reason
        case .notTold, .notLoaded, .held: nil
        }
    }

    package var hint: String? {
        switch self {
        case .broken: "Mend the named lines on the server; it would refuse to load any change."
        case .notLoaded: "Look into the server's log, then repeat the command."
        case .held: "Repeat the command."
        case .notTold, .invalid, .notWritten: nil
        }
    }
}
