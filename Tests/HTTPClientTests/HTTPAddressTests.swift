import Testing
import Vocabulary

@testable import HTTPClient

@Suite("Addresses") struct HTTPAddressTests {
    struct Shown: CustomTestStringConvertible, Sendable {
        let text: String
        let shown: String
        var testDescription: String { text }

        init(_ text: String, _ shown: String) {
            self.text = text
            self.shown = shown
        }
    }

    @Test(
        "an address shows no credentials, no values of its query and no fragment",
        arguments: [
            Shown("https://example.org", "https://example.org/"),
            Shown("HTTPS://Example.ORG:443/a/../b", "https://example.org/b"),
            Shown("http://example.org:8080/x", "http://example.org:8080/x"),
            Shown("https://anna:s3cret@example.org/x", "https://****@example.org/x"),
            Shown("https://s3cret@example.org/x", "https://****@example.org/x"),
            Shown("https://example.org/x?token=s3cret", "https://example.org/x?token=****"),
            Shown("https://example.org/x?page=2&key=s3cret=", "https://example.org/x?page=****&key=****"),
            Shown("https://example.org/x?s3cret", "https://example.org/x?****"),
            Shown("https://example.org/x?a=1&s3cret&b=", "https://example.org/x?a=****&****&b=****"),
            Shown("https://example.org/x#s3cret", "https://example.org/x"),
            Shown("https://example.org/x?a=1#s3cret", "https://example.org/x?a=****"),
            Shown("https://[2001:db8::1]:8443/x", "https://[2001:db8::1]:8443/x"),
            Shown("https://example.org/données ouvertes", "https://example.org/donn%c3%a9es%20ouvertes"),
        ])
    func masking(row: Shown) throws {
        let address = try HTTPAddress(row.text)
        #expect("\(address)" == row.shown)
        for failure in [
            HTTPFailure.unreachable(address, reason: "r"), .status(503, address, retryAfter: nil),
            .redirect(address, .downgrade(to: address)), .redirect(address, .bodyElsewhere(to: address)),
            .tooLarge(address, limit: .init(bytes: 1)),
        ] {
            #expect(!"\(failure) \(failure.detail ?? "")".contains("s3cret"))
        }
    }

    @Test("the whole address goes to the server, secrets and all")
    func wholeText() throws {
        let address = try HTTPAddress("https://anna:s3cret@example.org/x?token=abc")
        #expect(address.text == "https://anna:s3cret@example.org/x?token=abc")
        #expect(address.scheme == .https)
        #expect(address.host == "example.org")
        #expect(address.port == 443)
    }

    @Test(
        "what is no address is refused, without its secrets",
        arguments: [
            Shown("", ""), Shown("example.org/x", "example.org/x"), Shown("https://", "https://"),
            Shown("https://anna:s3cret@exa mple.org:x/", "****@exa mple.org:x/"),
            Shown("https://example.org:99999/?token=s3cret", "https://example.org:99999/?****"),
            Shown("https://example.org/a\0b", "https://example.org/a\0b"),
            Shown("https://example.org/a\r\nX-Evil: 1", "https://example.org/a\r\nX-Evil: 1"),
        ])
    func noAddress(row: Shown) {
        let failure = #expect(throws: HTTPFailure.self) { try HTTPAddress(row.text) }
        guard case .notAnAddress(let shown, _) = failure else {
            Issue.record("\(row.text) gives \(String(describing: failure))")
            return
        }
        #expect(shown == row.shown)
        #expect(failure?.message.contains("\r") == false)
    }

    @Test(
        "other schemes are refused",
        arguments: [
            "file:///etc/passwd", "ftp://example.org/x", "gopher://example.org", "javascript:alert(1)",
        ])
    func schemes(text: String) {
        let failure = #expect(throws: HTTPFailure.self) { try HTTPAddress(text) }
        #expect(failure?.kind == .configuration)
        #expect(failure?.code == "HTT102" || failure?.code == "HTT101")
    }

    @Test(
        "this machine is known by its usual names",
        arguments: [
            ("http://localhost:8000/", true), ("http://127.0.0.1/", true), ("http://127.9.9.9/", true),
            ("http://[::1]:80/", true), ("http://api.localhost/", true),
            ("http://127.0.0.1.evil.org/", false),
            ("http://localhost.evil.org/", false), ("http://10.0.0.1/", false),
        ])
    func loopback(text: String, isLoopback: Bool) throws {
        #expect(try HTTPAddress(text).isLoopback == isLoopback)
    }
}
