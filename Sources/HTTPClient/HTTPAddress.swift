internal import CCurl
internal import Vocabulary

/// A URL of the scheme http or https, read by libcurl's own rules.
///
/// Shows itself without what may be secret: credentials and the values of the
/// query become `****`, the fragment is left out.
///
/// **Source** RFC 3986, as libcurl reads it: <https://curl.se/libcurl/c/curl_url_set.html>
package struct HTTPAddress: Sendable, Hashable, CustomStringConvertible {
    /// The schemes that are followed.
    package enum Scheme: String, Sendable {
        case http, https
    }

    package let scheme: Scheme

    /// The host in lowercase, with brackets when it is an IPv6 address.
    package let host: String

    /// The port, the scheme's own when none is written.
    package let port: Int

    /// The whole address, which may hold secrets: for the request, never for a message.
    package let text: String

    package let description: String

    /// - Throws: HTT101 for a text that is no address, HTT102 for another scheme.
    package init(_ text: String) throws {
        let parser = try URLParser()
        try parser.read(text)
        try self.init(parser, givenAs: text)
    }

    /// Reads the address that this one's answer points to, which may be relative.
    package func resolving(_ location: String) throws -> HTTPAddress {
        let parser = try URLParser()
        try parser.read(text)
        try parser.read(location)
        return try HTTPAddress(parser, givenAs: location)
    }

    /// Whether scheme, host and port are the same, so that credentials may go along.
    package func hasSameOrigin(as other: HTTPAddress) -> Bool {
        scheme == other.scheme && host == other.host && port == other.port
    }

    /// Whether the host is written as this machine itself.
    package var isLoopback: Bool {
        host == "localhost" || host == "[::1]" || host.hasSuffix(".localhost") || isIPv4Loopback
    }

    private var isIPv4Loopback: Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    private init(_ parser: borrowing URLParser, givenAs text: String) throws {
        let shown = Self.withoutSecrets(text)
        guard let scheme = parser.part(CURLUPART_SCHEME).flatMap({ Scheme(rawValue: $0.lowercased()) }) else {
            throw HTTPFailure.scheme(shown: shown)
        }
        guard let host = parser.part(CURLUPART_HOST)?.lowercased(), !host.isEmpty,
            let port = parser.port, let whole = parser.part(CURLUPART_URL)
        else {
            throw HTTPFailure.notAnAddress(shown: shown, reason: "no host")
        }
        self.scheme = scheme
        self.host = host
        self.port = port
        self.text = whole
        let isUsualPort = port == (scheme == .https ? 443 : 80)
        let hasCredentials = parser.part(CURLUPART_USER) != nil || parser.part(CURLUPART_PASSWORD) != nil
        description =
            "\(scheme)://" + (hasCredentials ? "****@" : "") + host + (isUsualPort ? "" : ":\(port)")
            + (parser.part(CURLUPART_PATH) ?? "/")
            + (parser.part(CURLUPART_QUERY).map { "?" + Self.withoutValues($0) } ?? "")
    }

    /// Keeps the names of a query; a part without a name may be a key as a whole.
    private static func withoutValues(_ query: String) -> String {
        query.split(separator: "&", omittingEmptySubsequences: false).map { part in
            part.firstIndex(of: "=").map { "\(part[..<$0])=****" } ?? "****"
        }.joined(separator: "&")
    }

    /// What may be shown of a text that could not be read as an address.
    static func withoutSecrets(_ text: String) -> String {
        var shown = text[...]
        var wasCut = false
        if let query = shown.firstIndex(where: { $0 == "?" || $0 == "#" }) {
            shown = shown[..<query]
            wasCut = true
        }
        let tail = wasCut ? "?****" : ""
        guard let at = shown.lastIndex(of: "@") else { return shown + tail }
        return "****" + shown[at...] + tail
    }
}
