internal import CCurl
internal import Glibc
internal import Vocabulary

extension HTTPClient {
    /// Carries out one request and follows nothing.
    ///
    /// - Parameter exemptsHosts: whether `no_proxy` lets hosts be reached without the proxy.
    /// - Throws: what the closure threw, or why no whole answer came.
    borrowing func perform(
        _ request: HTTPRequest, _ credential: borrowing HTTPCredential?, _ limits: HTTPLimits,
        _ transfer: Transfer, exemptsHosts: Bool
    ) throws {
        guard limits.total > .zero else {
            throw HTTPFailure.timeout(request.address, reason: "the time for all redirections is used up")
        }
        curl_easy_reset(handle)
        errorBuffer[0] = 0
        var lines = HeaderList()
        for field in request.headers.fields { try lines.append(field) }
        // A switch borrows what `if let` would consume.
        switch credential {
        case .some(let credential): try credential.withLine { try lines.append(line: $0) }
        case .none: break
        }
        // Both would be libcurl's own idea: a form that is none, and a second's wait for a go-ahead.
        if request.body != nil || request.method == .post {
            if request.headers["Content-Type"] == nil { try lines.suppress("Content-Type") }
            try lines.suppress("Expect")
        }
        try configure(for: request.address, limits)
        if !exemptsHosts { try set(CURLOPT_NOPROXY, "") }
        try Self.check(
            ccurl_set_examiner(handle, examinePeer, Unmanaged.passUnretained(transfer).toOpaque()),
            "set the examiner")
        try Self.check(ccurl_set_headers(handle, lines.first), "set the headers")
        try Self.check(
            ccurl_set_receivers(
                handle, receiveHead, receiveBody, Unmanaged.passUnretained(transfer).toOpaque()),
            "set the receivers")
        let code = try setMethod(of: request) { curl_easy_perform(handle) }
        // The list and the buffers are the handle's no longer, whatever comes next.
        curl_easy_reset(handle)
        extendLifetime(transfer)
        extendLifetime(lines)
        try finish(code, request.address, limits, transfer)
    }

    /// Sets what holds for every request; unnamed options keep libcurl's safe defaults.
    private borrowing func configure(for address: HTTPAddress, _ limits: HTTPLimits) throws {
        try set(CURLOPT_URL, address.text)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_USERAGENT, userAgent)
        try set(CURLOPT_ACCEPT_ENCODING, "gzip")
        if let authorities {
            try set(CURLOPT_CAINFO, authorities)
            try Self.check(ccurl_set_text(handle, CURLOPT_CAPATH, nil), "set CURLOPT_CAPATH")
        }
        // An empty proxy turns those of the environment off.
        if address.isLoopback { try set(CURLOPT_PROXY, "") }
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_NOPROGRESS, 1)
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_CONNECTTIMEOUT_MS, min(limits.connecting, limits.total).milliseconds)
        try set(CURLOPT_TIMEOUT_MS, limits.total.milliseconds)
        try set(CURLOPT_LOW_SPEED_LIMIT, 1)
        try set(CURLOPT_LOW_SPEED_TIME, max(1, limits.silence.milliseconds / 1000))
        try Self.check(ccurl_set_error_buffer(handle, errorBuffer), "set the error buffer")
    }

    /// Sets method and body, which libcurl reads in place while `body` runs.
    private borrowing func setMethod(of request: HTTPRequest, _ body: () -> CURLcode) throws -> CURLcode {
        switch request.method {
        case .get where request.body == nil: try set(CURLOPT_HTTPGET, 1)
        case .head: try set(CURLOPT_NOBODY, 1)
        case .get, .post, .put, .patch, .delete: try set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        }
        let needsBody = request.body != nil || request.method == .post
        guard needsBody, request.method != .head else { return body() }
        return try (request.body ?? []).withUnsafeBufferPointer { bytes in
            // Without an address libcurl would read the body from standard input.
            try withUnsafePointer(to: 0) { nothing in
                let address = bytes.baseAddress.map { UnsafeRawPointer($0) } ?? UnsafeRawPointer(nothing)
                try Self.check(ccurl_set_body(handle, address, curl_off_t(bytes.count)), "set the body")
                return body()
            }
        }
    }

    private borrowing func finish(
        _ code: CURLcode, _ address: HTTPAddress, _ limits: HTTPLimits, _ transfer: Transfer
    ) throws {
        switch transfer.ending {
        case .failed(let error): throw error
        case .tooLarge: throw HTTPFailure.tooLarge(address, limit: limits.body)
        case .headTooLarge:
            throw HTTPFailure.tooLarge(address, limit: ByteCount(bytes: Int64(ResponseHead.byteLimit)))
        case .inside(let outside): throw HTTPFailure.redirect(outside, .inside(to: address))
        case .enough: return
        case nil: break
        }
        guard code != CURLE_OK else { return }
        throw HTTPFailure(code, address, says: String(cString: errorBuffer))
    }

    private borrowing func set(_ option: CURLoption, _ value: Int) throws {
        try Self.check(ccurl_set_long(handle, option, value), "set option \(option.rawValue)")
    }

    private borrowing func set(_ option: CURLoption, _ value: String) throws {
        try Self.check(ccurl_set_text(handle, option, value), "set option \(option.rawValue)")
    }

    static func check(_ code: CURLcode, _ operation: String) throws {
        guard code != CURLE_OK else { return }
        throw HTTPFailure.library(
            operation: operation, reason: String(cString: curl_easy_strerror(code)))
    }
}

/// Called by libcurl for every line of a head; another number than `count` ends the transfer.
private func receiveHead(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    receive(bytes, size * count, context) { $0.takeHead($1) }
}

/// Called by libcurl for every part of a body, unpacked.
private func receiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    receive(bytes, size * count, context) { $0.takeBody($1) }
}

/// Called by libcurl when a connection is there; anything but 0 ends the transfer.
private func examinePeer(
    _ context: UnsafeMutableRawPointer?, _ remote: UnsafeMutablePointer<CChar>?, _: UnsafeMutablePointer<CChar>?,
    _: Int32, _: Int32
) -> Int32 {
    guard let context, let remote else { return CURL_PREREQFUNC_ABORT }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.takePeer(String(cString: remote)) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}

private func receive(
    _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?,
    _ take: (Transfer, UnsafeRawBufferPointer) -> Bool
) -> Int {
    guard let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    // libcurl takes «0 of 0 bytes» for a success and «0 of more» for the end.
    return take(transfer, UnsafeRawBufferPointer(start: bytes, count: count)) ? count : 0
}

extension Duration {
    /// Whole milliseconds, at least one for what is longer than nothing.
    fileprivate var milliseconds: Int {
        let parts = components
        let whole = parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
        return max(1, Int(min(whole, Int64(Int32.max))))
    }
}
