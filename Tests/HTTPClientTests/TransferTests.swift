import Testing

@testable import HTTPClient

@Suite("Transfers") struct TransferTests {
    struct Refusal: Error {}

    static func transfer(
        limit: Int = 10, status: Int = 200, fields: [String] = [],
        sink: @escaping (UnsafeRawBufferPointer) throws -> Void = { _ in }
    ) -> Transfer {
        let transfer = Transfer(limit: limit, sink: sink)
        for line in ["HTTP/1.1 \(status) X"] + fields + [""] {
            _ = Array((line + "\r\n").utf8).withUnsafeBytes { transfer.takeHead($0) }
        }
        return transfer
    }

    static func take(_ count: Int, by transfer: Transfer) -> Bool {
        [UInt8](repeating: 1, count: count).withUnsafeBytes { transfer.takeBody($0) }
    }

    @Test("a body reaches the closure up to its limit, and ends beyond it")
    func limits() {
        var got = 0
        let transfer = Self.transfer { got += $0.count }
        #expect(Self.take(6, by: transfer))
        #expect(Self.take(4, by: transfer))
        #expect(transfer.ending == nil)
        #expect(!Self.take(1, by: transfer))
        #expect(got == 10)
        guard case .tooLarge = transfer.ending else {
            Issue.record("the transfer goes on")
            return
        }
    }

    @Test("a length announced beyond the limit ends at once, unless it is that of a packed body")
    func announced() {
        #expect(!Self.take(1, by: Self.transfer(fields: ["Content-Length: 11"])))
        #expect(Self.take(1, by: Self.transfer(fields: ["Content-Length: 10"])))
        #expect(Self.take(1, by: Self.transfer(fields: ["Content-Length: 11", "Content-Encoding: gzip"])))
    }

    @Test("what the closure throws ends the transfer and is kept")
    func throwing() {
        let transfer = Self.transfer { _ in throw Refusal() }
        #expect(!Self.take(1, by: transfer))
        guard case .failed(let error) = transfer.ending else {
            Issue.record("the failure is lost")
            return
        }
        #expect(error is Refusal)
    }

    @Test("the body of a redirection or refusal never reaches the closure", arguments: [302, 404, 500])
    func unwanted(status: Int) {
        let transfer = Self.transfer(status: status) { _ in Issue.record("the closure is called") }
        #expect(Self.take(60_000, by: transfer))
        #expect(!Self.take(60_000, by: transfer))
        guard case .enough = transfer.ending else {
            Issue.record("the transfer goes on")
            return
        }
    }
}
