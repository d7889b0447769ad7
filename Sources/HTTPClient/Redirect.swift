/// Decides where a request goes on after an answer that points elsewhere.
///
/// libcurl could follow by itself, but it would send every header of ours to
/// the other server too, and follow from http to https and back to http.
package struct Redirect: Equatable {
    /// Why a redirection is not followed.
    package enum Refusal: Sendable, Hashable {
        /// From https to http: the request would be readable on the way.
        case downgrade(to: HTTPAddress)
        /// To another scheme, or to what is no address; the text may be shown.
        case notAnAddress(String)
        /// With a body to another server, which was not meant to have it.
        case bodyElsewhere(to: HTTPAddress)
        /// From outside to this machine or a network around it.
        case inside(to: HTTPAddress)
        /// More often than the limit allows.
        case tooOften(limit: Int)

        var words: String {
            switch self {
            case .downgrade(let address): "from https to '\(address)'"
            case .notAnAddress(let shown): "to '\(shown)', which is not followed"
            case .bodyElsewhere(let address): "a request with a body to '\(address)'"
            case .inside(let address): "from outside to '\(address)', which lies inside"
            case .tooOften(let limit): "more than \(limit) times"
            }
        }
    }

    /// What is asked next.
    let request: HTTPRequest

    /// Whether credentials may go along: to the same scheme, host and port only.
    let keepsCredential: Bool

    /// Returns the next request, or nil when the answer points nowhere.
    ///
    /// - Throws: HTT206 when the request must not go there.
    init?(of request: HTTPRequest, status: Int, location: String?) throws {
        guard [301, 302, 303, 307, 308].contains(status), let location else { return nil }
        let target = try Self.target(location, from: request.address)
        let staysHome = target.hasSameOrigin(as: request.address)
        var next = request
        next.address = target
        let becomesGet =
            status == 303 ? request.method != .head : status <= 302 && request.method == .post
        if becomesGet {
            next.method = .get
            next.body = nil
            next.headers.fields.removeAll { $0.name.lowercased().hasPrefix("content-") }
        }
        if !staysHome {
            guard next.body == nil else {
                throw HTTPFailure.redirect(request.address, .bodyElsewhere(to: target))
            }
            // Any other field may be a key under a name of the server's own.
            next.headers.fields.removeAll { !$0.name.lowercased().hasPrefix("accept") }
        }
        self.request = next
        keepsCredential = staysHome
    }

    private static func target(_ location: String, from address: HTTPAddress) throws -> HTTPAddress {
        let target: HTTPAddress
        do {
            target = try address.resolving(location)
        } catch HTTPFailure.scheme(let shown) {
            throw HTTPFailure.redirect(address, .notAnAddress(shown))
        } catch HTTPFailure.notAnAddress(let shown, _) {
            throw HTTPFailure.redirect(address, .notAnAddress(shown))
        }
        guard !(address.scheme == .https && target.scheme == .http) else {
            throw HTTPFailure.redirect(address, .downgrade(to: target))
        }
        return target
    }
}
