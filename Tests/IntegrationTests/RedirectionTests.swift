import Glibc
import Testing

@testable import HTTPClient

@Suite("Redirections on the wire")
struct RedirectionTests {
    /// A port of this machine that takes connections and never says a word.
    private struct SilentPort: ~Copyable {
        let descriptor: Int32
        let number: UInt16

        init() throws {
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let descriptor = descriptor
            let code = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                    bind(descriptor, pointer, length) == 0 && getsockname(descriptor, pointer, &length) == 0
                        ? listen(descriptor, 8) : -1
                }
            }
            number = UInt16(bigEndian: address.sin_port)
            try #require(code == 0)
        }

        deinit { close(descriptor) }
    }

    @Test("what a server outside leads to is refused inside once the connection is there, before anything is asked")
    func inside() throws {
        let port = try SilentPort()
        let target = try HTTPAddress("http://127.0.0.1:\(port.number)/latest/meta-data")
        let outside = try HTTPAddress("http://example.org/")
        let refusal = try failure(target, from: outside)
        guard case .redirect(outside, .inside(target)) = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        guard case .timeout(target, _) = try failure(target, from: nil) else {
            Issue.record("an address that the operator wrote was not asked")
            return
        }
    }

    private func failure(_ target: HTTPAddress, from outside: HTTPAddress?) throws -> HTTPFailure? {
        let client = try HTTPClient()
        let transfer = Transfer(limit: 1, outside: outside) { _ in }
        do {
            try client.perform(
                HTTPRequest(target), nil, HTTPLimits(total: .milliseconds(500)), transfer, exemptsHosts: true)
            return nil
        } catch let failure as HTTPFailure {
            return failure
        }
    }
}
