internal import CCurl

/// Reads an address with libcurl, so that what is checked is what is requested.
struct URLParser: ~Copyable {
    private let handle: OpaquePointer

    init() throws {
        guard let handle = curl_url() else {
            throw HTTPFailure.library(operation: "read an address", reason: "no memory")
        }
        self.handle = handle
    }

    deinit {
        curl_url_cleanup(handle)
    }

    /// Reads an address, or one that is relative to the address before.
    borrowing func read(_ text: String) throws {
        // C would end the text at a NUL, and check another address than it was given.
        guard !text.utf8.contains(0) else {
            throw HTTPFailure.notAnAddress(shown: HTTPAddress.withoutSecrets(text), reason: "NUL character")
        }
        // Addresses with accents and spaces are common; they are encoded, as a browser does.
        let flags = UInt32(CURLU_URLENCODE | CURLU_ALLOW_SPACE)
        let code = curl_url_set(handle, CURLUPART_URL, text, flags)
        if code == CURLUE_UNSUPPORTED_SCHEME {
            throw HTTPFailure.scheme(shown: HTTPAddress.withoutSecrets(text))
        }
        guard code == CURLUE_OK else {
            let reason = String(cString: curl_url_strerror(code))
            throw HTTPFailure.notAnAddress(shown: HTTPAddress.withoutSecrets(text), reason: reason)
        }
    }

    /// A part as it is written, or nil when the address has none.
    borrowing func part(_ part: CURLUPart) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }

    /// The port, the scheme's own when none is written.
    var port: Int? {
        var text: UnsafeMutablePointer<CChar>?
        let code = curl_url_get(handle, CURLUPART_PORT, &text, UInt32(CURLU_DEFAULT_PORT))
        guard code == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return Int(String(cString: text))
    }
}
