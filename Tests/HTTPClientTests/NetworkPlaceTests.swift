import Testing

@testable import HTTPClient

@Suite("Places in the network") struct NetworkPlaceTests {
    @Test(
        "loopback, link-local, private, unique-local and unspecified addresses lie inside, however they are written",
        arguments: [
            "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
            "169.254.169.254", "100.64.0.1", "192.0.0.8", "198.18.0.1", "224.0.0.1", "255.255.255.255", "::", "::1",
            "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:127.0.0.1",
            "::ffff:10.1.2.3", "::127.0.0.1", "2002:7f00:1::", "2002:a00:1::", "64:ff9b::7f00:1",
            "64:ff9b::169.254.169.254", "", "localhost", "1.2.3", "1.2.3.4.5", "01.2.3.4", "/run/a.socket",
        ])
    func inside(_ ip: String) {
        #expect(NetworkPlace(ip: ip) == .inside)
    }

    @Test(
        "all others lie outside",
        arguments: [
            "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.0.1", "100.128.0.1", "126.0.0.1", "128.0.0.1",
            "169.253.0.1", "172.15.0.1", "172.32.0.1", "192.0.1.1", "192.167.0.1", "198.20.0.1", "223.255.255.255",
            "2001:4860:4860::8888", "2a01:e0a::1", "::ffff:8.8.8.8", "2002:808:808::", "64:ff9b::8.8.8.8",
        ])
    func outside(_ ip: String) {
        #expect(NetworkPlace(ip: ip) == .outside)
    }

    @Test("the host of an address tells its place only when it is written as one")
    func hosts() {
        #expect(NetworkPlace(host: "[::1]") == .inside)
        #expect(NetworkPlace(host: "10.0.0.1") == .inside)
        #expect(NetworkPlace(host: "8.8.8.8") == .outside)
        #expect(NetworkPlace(host: "localhost") == nil)
        #expect(NetworkPlace(host: "intranet") == nil)
    }

    @Test("a transfer that came from outside goes nowhere inside; any other goes where it was sent")
    func guarded() throws {
        let outside = try HTTPAddress("http://example.org/")
        let first = Transfer(limit: 1) { _ in }
        #expect(first.takePeer("127.0.0.1"))
        #expect(first.peer == .inside)
        let next = Transfer(limit: 1, outside: outside) { _ in }
        #expect(!next.takePeer("169.254.169.254"))
        guard case .inside(outside) = next.ending else {
            Issue.record("the transfer goes on")
            return
        }
        #expect(Transfer(limit: 1, outside: outside) { _ in }.takePeer("8.8.8.8"))
    }
}
