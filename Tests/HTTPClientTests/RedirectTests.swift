import Testing
import Vocabulary

@testable import HTTPClient

@Suite("Redirections") struct RedirectTests {
    static func request(
        _ method: HTTPRequest.Method = .get, _ address: String = "https://example.org/a/b?x=1",
        body: [UInt8]? = nil
    ) throws -> HTTPRequest {
        let headers: HTTPHeaders = [
            "Accept": "application/json", "X-API-Key": "k", "Content-Type": "text/plain",
        ]
        return HTTPRequest(try HTTPAddress(address), method: method, headers: headers, body: body)
    }

    @Test(
        "a location is read against the address that answered",
        arguments: [
            ("/c", "https://example.org/c"), ("c", "https://example.org/a/c"),
            ("?y=2", "https://example.org/a/b?y=2"),
            ("//other.org/c", "https://other.org/c"), ("https://example.org/c#f", "https://example.org/c#f"),
            ("/café au lait", "https://example.org/caf%c3%a9%20au%20lait"),
        ])
    func locations(location: String, target: String) throws {
        let next = try Redirect(of: Self.request(), status: 302, location: location)
        #expect(next?.request.address.text == target)
    }

    @Test(
        "without a location, or with another status, an answer points nowhere",
        arguments: [200, 300, 304, 404])
    func nowhere(status: Int) throws {
        #expect(try Redirect(of: Self.request(), status: status, location: "/c") == nil)
        #expect(try Redirect(of: Self.request(), status: 302, location: nil) == nil)
    }

    @Test(
        "credentials and unknown headers stay with the server they were meant for",
        arguments: [
            "https://other.org/", "https://example.org:8443/", "https://www.example.org/",
            "//example.org.evil.net/",
        ])
    func elsewhere(location: String) throws {
        let next = try #require(try Redirect(of: Self.request(), status: 307, location: location))
        #expect(!next.keepsCredential)
        #expect(next.request.headers == ["Accept": "application/json"])
    }

    @Test("on the same server everything goes along")
    func atHome() throws {
        let request = try Self.request(.post, body: [1])
        let next = try #require(try Redirect(of: request, status: 308, location: "https://EXAMPLE.org:443/c"))
        #expect(next.keepsCredential)
        #expect(next.request.headers == request.headers)
        #expect(next.request.method == .post)
        #expect(next.request.body == [1])
    }

    @Test(
        "after 303 always, after 301 and 302 a post becomes a get without a body",
        arguments: [
            (HTTPRequest.Method.post, 301, HTTPRequest.Method.get), (.post, 302, .get), (.post, 303, .get),
            (.put, 303, .get), (.post, 307, .post), (.put, 302, .put), (.head, 303, .head), (.get, 301, .get),
        ])
    func methods(before: HTTPRequest.Method, status: Int, after: HTTPRequest.Method) throws {
        let next = try #require(
            try Redirect(of: Self.request(before, body: [1]), status: status, location: "/c"))
        #expect(next.request.method == after)
        let lostBody = before != after
        #expect((next.request.body == nil) == lostBody)
        #expect((next.request.headers["content-type"] == nil) == lostBody)
    }

    @Test("never from https to http, though from http to https")
    func downgrade() throws {
        let failure = #expect(throws: HTTPFailure.self) {
            try Redirect(of: Self.request(), status: 301, location: "http://example.org/?t=s3cret")
        }
        guard case .redirect(_, .downgrade) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(failure?.message.contains("s3cret") == false)
        let upgraded = try Redirect(
            of: Self.request(.get, "http://example.org/"), status: 301, location: "https://example.org/")
        #expect(upgraded?.keepsCredential == false)
    }

    @Test(
        "never to another scheme or to nonsense",
        arguments: [
            "file:///etc/passwd", "ftp://example.org/", "dict://localhost:11211/stat", "https://",
            "http://a:b:c",
        ])
    func otherScheme(location: String) throws {
        let failure = #expect(throws: HTTPFailure.self) {
            try Redirect(of: Self.request(), status: 302, location: location)
        }
        #expect(failure?.code == "HTT206")
    }

    @Test("a body is not taken to another server")
    func bodies() throws {
        let request = try Self.request(.post, body: [1])
        let failure = #expect(throws: HTTPFailure.self) {
            try Redirect(of: request, status: 307, location: "https://other.org/")
        }
        #expect(failure?.code == "HTT206")
    }
}
