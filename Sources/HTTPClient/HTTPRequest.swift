/// What is asked of a server.
///
/// Secrets do not belong here but into an ``HTTPCredential``, which is lent to
/// the client beside the request.
package struct HTTPRequest: Sendable, Equatable {
    /// The methods that are sent.
    package enum Method: String, Sendable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    package var method: Method
    package var address: HTTPAddress
    package var headers: HTTPHeaders

    /// The bytes to send, whose kind the header `Content-Type` names.
    package var body: [UInt8]?

    package init(
        _ address: HTTPAddress, method: Method = .get, headers: HTTPHeaders = [:], body: [UInt8]? = nil
    ) {
        self.method = method
        self.address = address
        self.headers = headers
        self.body = body
    }
}
