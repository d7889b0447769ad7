internal import CCurl
internal import Vocabulary

extension HTTPFailure {
    /// Translates the ending of a transfer; the one place that reads libcurl's codes.
    ///
    /// - Parameter text: what libcurl wrote about this transfer. It names hosts,
    ///   ports and certificates, so it is shown for those failures only, where
    ///   it cannot repeat a query or a header.
    init(_ code: CURLcode, _ address: HTTPAddress, says text: String) {
        let general = String(cString: curl_easy_strerror(code))
        let particular = text.isEmpty ? general : quoted(text)
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_PROXY,
            CURLE_INTERFACE_FAILED:
            self = .unreachable(address, reason: particular)
        case CURLE_OPERATION_TIMEDOUT:
            self = .timeout(address, reason: particular)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_CLIENTCERT, CURLE_USE_SSL_FAILED:
            self = .untrusted(address, reason: particular)
        case CURLE_UNSUPPORTED_PROTOCOL:
            self = .scheme(shown: address.description)
        case CURLE_URL_MALFORMAT:
            self = .notAnAddress(shown: address.description, reason: general)
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT, CURLE_BAD_FUNCTION_ARGUMENT, CURLE_UNKNOWN_OPTION,
            CURLE_NOT_BUILT_IN:
            self = .library(operation: "carry out a request", reason: general)
        default:
            self = .interrupted(address, reason: general)
        }
    }
}
