import Testing
import Vocabulary

@testable import HTTPClient

@Suite("Headers") struct HeadersTests {
    static func head(_ lines: String...) -> ResponseHead {
        var head = ResponseHead()
        for line in lines {
            let isTaken = head.take(Array((line + "\r\n").utf8))
            #expect(isTaken)
        }
        return head
    }

    @Test("status and fields are read, names without regard to case, values trimmed")
    func reading() {
        let head = Self.head(
            "HTTP/1.1 200 OK", "Content-Type:  application/json \t", "X-Empty:", "Set-Cookie: a=1",
            "set-cookie: b=2", "")
        #expect(head.status == 200)
        #expect(head.isComplete)
        #expect(head.headers["content-type"] == "application/json")
        #expect(head.headers["X-EMPTY"] == "")
        #expect(head.headers.all("Set-Cookie") == ["a=1", "b=2"])
        #expect(head.headers["Missing"] == nil)
    }

    @Test("a later head replaces an interim one, and trailers after the body are left out")
    func interim() {
        let head = Self.head(
            "HTTP/1.1 100 Continue", "X-Interim: 1", "", "HTTP/2 503", "Retry-After: 7", "", "X-Trailer: 1")
        #expect(head.status == 503)
        #expect(head.headers == ["Retry-After": "7"])
    }

    @Test("a folded line goes on with the value before")
    func folding() {
        let head = Self.head("HTTP/1.0 200", "X-Long: one", "\ttwo", "  three", "")
        #expect(head.headers["X-Long"] == "one two three")
    }

    @Test(
        "lines that are no fields are passed over",
        arguments: ["garbage", "HTTP/1.1", "HTTP/1.1 abc", "\u{FFFD}"])
    func garbage(line: String) {
        #expect(Self.head(line, "").headers == [:])
    }

    @Test("a head beyond its limit is refused")
    func endless() {
        var head = ResponseHead()
        let line = Array(("X-Endless: " + String(repeating: "a", count: 1000) + "\r\n").utf8)
        var taken = 0
        while head.take(line) { taken += 1 }
        #expect(taken == ResponseHead.byteLimit / line.count)
    }

    @Test(
        "names and values that would break a request apart are refused",
        arguments: [
            ("X-Good", "value with spaces, é and \t tab", true), ("X Bad", "v", false), ("", "v", false),
            ("X:Bad", "v", false), ("X-Bad", "a\r\nX-Evil: 1", false), ("X-Bad", "a\nb", false),
            ("X-Bad", "a\0b", false), ("X-Bad\r", "v", false), ("É", "v", false),
        ])
    func validity(name: String, value: String, isValid: Bool) {
        #expect(HTTPHeaders.isValid(name: name, value: value.utf8) == isValid)
    }

    @Test("a credential with a line break is refused by its name alone")
    func credentials() {
        let secret = Array("s3cret\n".utf8)
        let failure = #expect(throws: HTTPFailure.self) {
            let made = try secret.withUnsafeBytes { bytes in try HTTPCredential(bearer: bytes).name }
            _ = made
        }
        #expect(failure == .header(name: "Authorization"))
        #expect(failure?.message.contains("s3cret") == false)
    }

    @Test("a credential is one line")
    func credentialLine() throws {
        let line = try Array("s3cret".utf8).withUnsafeBytes { bytes in
            try HTTPCredential(bearer: bytes).withLine { String(cString: $0) }
        }
        #expect(line == "Authorization: Bearer s3cret")
    }

    @Test(
        "a server's wish to wait is read as seconds or as a moment",
        arguments: [
            ("120", RetryAfter.seconds(120)), ("0", .seconds(0)),
            ("Fri, 31 Dec 1999 23:59:59 GMT", .moment(946_684_799)), ("-1", nil), ("soon", nil), ("", nil),
        ] as [(String, RetryAfter?)])
    func retryAfter(value: String, expected: RetryAfter?) {
        #expect(RetryAfter(value) == expected)
    }

    @Test("a moment becomes seconds, none when it is past")
    func retryAfterSeconds() {
        #expect(RetryAfter.moment(1000).seconds(from: 990) == 10)
        #expect(RetryAfter.moment(1000).seconds(from: 2000) == 0)
        #expect(RetryAfter.seconds(5).seconds(from: 2000) == 5)
    }

    @Test(
        "an unwanted status has its kind, and keeps the wish to wait",
        arguments: [
            (400, FailureKind.configuration), (401, .unauthenticated), (403, .denied), (404, .notFound),
            (409, .conflict),
            (410, .notFound), (429, .busy), (500, .unavailable), (503, .unavailable),
        ])
    func kinds(status: Int, kind: FailureKind) throws {
        let address = try HTTPAddress("https://example.org/x")
        let failure = HTTPFailure.status(status, address, retryAfter: .seconds(9))
        #expect(failure.kind == kind)
        #expect(failure.detail == "the server asks to wait 9 s")
    }
}
