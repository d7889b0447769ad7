internal import CCurl
internal import Vocabulary

/// Sends requests one after the other over libcurl, blocking, and reuses connections.
///
/// Certificates are verified and TLS is 1.2 or newer. Proxies are those of the
/// environment (`https_proxy`, `http_proxy`, `no_proxy`), except to this machine
/// itself. An address that the caller wrote may lie inside the network; a
/// server outside of it may not redirect there. A client belongs to one thread. It keeps no cookies, reads no
/// `.netrc`, and repeats nothing by itself.
///
/// For example:
///
///     let client = try HTTPClient()
///     let address = try HTTPAddress("https://geo.api.gouv.fr/communes?codePostal=35000")
///     let (response, body) = try client.fetch(HTTPRequest(address))
package struct HTTPClient: ~Copyable {
    let handle: UnsafeMutableRawPointer
    let errorBuffer: UnsafeMutablePointer<CChar>
    let authorities: String?
    let userAgent: String
    private let proxies: Set<HTTPAddress.Scheme>

    /// libcurl wants this once, before any thread uses it.
    private static let globalStatus = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    /// - Parameters:
    ///   - authorities: a file of certificates in PEM to trust instead of the system's
    ///   - userAgent: how the client names itself
    package init(authorities: String? = nil, userAgent: String = "socle") throws {
        try Self.check(Self.globalStatus, "begin")
        guard let handle = curl_easy_init() else {
            throw HTTPFailure.library(operation: "begin", reason: "no memory")
        }
        self.handle = handle
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        self.authorities = authorities
        self.userAgent = userAgent
        proxies = Self.proxiesOfEnvironment()
    }

    deinit {
        curl_easy_cleanup(handle)
        errorBuffer.deallocate()
    }

    /// Sends a request and collects the whole body in memory.
    ///
    /// - Throws: as ``send(_:credential:limits:into:)``.
    package borrowing func fetch(
        _ request: HTTPRequest, credential: borrowing HTTPCredential? = nil, limits: HTTPLimits = HTTPLimits()
    ) throws -> (response: HTTPResponse, body: [UInt8]) {
        var body: [UInt8] = []
        let response = try send(request, credential: credential, limits: limits) { body += $0 }
        return (response, body)
    }

    /// Sends a request and gives the body to a closure, part by part.
    ///
    /// The closure is called for an answer of 200 to 299 only, redirections are
    /// followed first. What it throws ends the transfer and is thrown on.
    ///
    /// - Returns: the head of the answer; its status is 200 to 299, or 304.
    /// - Throws: HTT103 for a header, HTT201 to HTT206 for the way there, HTT301
    ///   for any other status.
    package borrowing func send(
        _ request: HTTPRequest, credential: borrowing HTTPCredential? = nil,
        limits: HTTPLimits = HTTPLimits(),
        into sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> HTTPResponse {
        let deadline = ContinuousClock.now + limits.total
        var request = request
        var keepsCredential = true
        var outside: HTTPAddress?
        for _ in 0...max(0, limits.redirects) {
            var hop = limits
            hop.total = deadline - .now
            // Behind a proxy nobody sees the address that it connects to; then the written one must do.
            let isProxied = request.address.usesProxy(of: proxies)
            let mustBeProxied = isProxied && outside.map { $0.host != request.address.host } ?? false
            if mustBeProxied, let outside, NetworkPlace(host: request.address.host) == .inside {
                throw HTTPFailure.redirect(outside, .inside(to: request.address))
            }
            let answer = try withoutActuallyEscaping(sink) { sink in
                let transfer = Transfer(
                    limit: Int(limits.body.bytes), outside: isProxied ? nil : outside, sink: sink)
                if keepsCredential {
                    try perform(request, credential, hop, transfer, exemptsHosts: !mustBeProxied)
                } else {
                    try perform(request, nil, hop, transfer, exemptsHosts: !mustBeProxied)
                }
                return (
                    status: transfer.head.status, headers: transfer.head.headers, transfer.bodyByteCount,
                    place: isProxied ? NetworkPlace(host: request.address.host) ?? .outside : transfer.peer
                )
            }
            if answer.place == .outside { outside = request.address }
            let redirect = try Redirect(
                of: request, status: answer.status, location: answer.headers["Location"])
            if let redirect {
                request = redirect.request
                keepsCredential = keepsCredential && redirect.keepsCredential
                continue
            }
            guard (200...299).contains(answer.status) || answer.status == 304 else {
                let retryAfter = answer.headers["Retry-After"].flatMap(RetryAfter.init)
                throw HTTPFailure.status(answer.status, request.address, retryAfter: retryAfter)
            }
            return HTTPResponse(
                status: answer.status, headers: answer.headers, address: request.address,
                bodyByteCount: (200...299).contains(answer.status) ? answer.2 : 0)
        }
        throw HTTPFailure.redirect(request.address, .tooOften(limit: limits.redirects))
    }
}
