package import Vocabulary

/// Why a request brought nothing; addresses show no credentials and no values of their query.
package enum HTTPFailure: Failure, Equatable {
    /// A text that is no address; `shown` is what may be printed of it.
    case notAnAddress(shown: String, reason: String)
    /// An address of a scheme that is never followed, such as `file`.
    case scheme(shown: String)
    /// A header whose name or value cannot stand in a request.
    case header(name: String)
    /// Nobody answered at the address.
    case unreachable(HTTPAddress, reason: String)
    /// The time was up: to connect, to go on, or in all.
    case timeout(HTTPAddress, reason: String)
    /// The connection ended or went wrong within the answer.
    case interrupted(HTTPAddress, reason: String)
    /// The body, as sent or as unpacked, is longer than the caller takes.
    case tooLarge(HTTPAddress, limit: ByteCount)
    /// The server could not be recognised, or speaks no TLS that is accepted.
    case untrusted(HTTPAddress, reason: String)
    /// An answer that points elsewhere, where the request may not go.
    case redirect(HTTPAddress, Redirect.Refusal)
    /// The server answered, but not with what was asked for.
    case status(Int, HTTPAddress, retryAfter: RetryAfter?)
    /// libcurl could not be set up.
    case library(operation: String, reason: String)

    package var code: FailureCode {
        switch self {
        case .notAnAddress: "HTT101"
        case .scheme: "HTT102"
        case .header: "HTT103"
        case .unreachable: "HTT201"
        case .timeout: "HTT202"
        case .interrupted: "HTT203"
        case .tooLarge: "HTT204"
        case .untrusted: "HTT205"
        case .redirect: "HTT206"
        case .status: "HTT301"
        case .library: "HTT901"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .notAnAddress, .scheme, .header: .configuration
        case .unreachable, .timeout, .interrupted, .untrusted: .unavailable
        case .tooLarge: .invalidData
        case .redirect: .denied
        case .status(let status, _, _): Self.kind(ofStatus: status)
        case .library: .internal
        }
    }

    package var message: String {
        switch self {
        case .notAnAddress(let shown, _): "\(quoted(shown)) is not an address"
        case .scheme(let shown): "address \(quoted(shown)) is neither http nor https"
        case .header(let name): "header \(quoted(name)) has characters that a request cannot carry"
        case .unreachable(let address, _): "\(quoted(address.description)) cannot be reached"
        case .timeout(let address, _): "\(quoted(address.description)) did not answer in time"
        case .interrupted(let address, _): "answer of \(quoted(address.description)) broke off"
        case .tooLarge(let address, let limit):
            "answer of \(quoted(address.description)) is larger than \(limit)"
        case .untrusted(let address, _): "TLS with \(quoted(address.description)) failed"
        case .redirect(let address, let refusal):
            "\(quoted(address.description)) redirects \(refusal.words)"
        case .status(let status, let address, _): "\(quoted(address.description)) answered \(status)"
        case .library(let operation, _): "libcurl could not \(operation)"
        }
    }

    package var detail: String? {
        switch self {
        case .notAnAddress(_, let reason), .unreachable(_, let reason), .timeout(_, let reason),
            .interrupted(_, let reason), .untrusted(_, let reason), .library(_, let reason):
            reason
        case .status(_, _, .some(let retryAfter)): "the server asks to wait \(retryAfter)"
        default: nil
        }
    }

    package var hint: String? {
        switch self {
        case .header: "Remove line breaks and other control characters, also at the end of a secret."
        case .untrusted: "Install the authority that signed the server's certificate, or mend the server."
        case .status(401, _, _), .status(403, _, _): "Check the credentials that the source names."
        default: nil
        }
    }

    private static func kind(ofStatus status: Int) -> FailureKind {
        switch status {
        case 401, 407: .unauthenticated
        case 403: .denied
        case 404, 410: .notFound
        case 409: .conflict
        case 429: .busy
        case 408, 425, 500...599: .unavailable
        default: .configuration
        }
    }
}
