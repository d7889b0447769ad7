internal import Glibc

/// A header field whose value is secret, in memory that is wiped when the value ends.
///
/// libcurl keeps a copy of its own while the request is under way.
///
/// For example, with a secret of the vault (an optional, because a borrowed
/// value cannot become one on the way):
///
///     let credential: HTTPCredential? = try secret.withUnsafeBytes { try HTTPCredential(bearer: $0) }
///     let response = try client.send(request, credential: credential) { … }
package struct HTTPCredential: ~Copyable {
    /// The field's name, which is no secret.
    package let name: String

    /// `Name: value` and a NUL.
    private let line: UnsafeMutableRawBufferPointer

    /// - Parameters:
    ///   - name: the field, such as `Authorization` or `X-API-Key`
    ///   - prefix: what stands before the secret, such as `Bearer `
    /// - Throws: HTT103 when the value has a line break or another control character.
    package init(_ name: String, prefix: String = "", secret: UnsafeRawBufferPointer) throws {
        guard HTTPHeaders.isValid(name: name, value: prefix.utf8),
            HTTPHeaders.isValid(name: name, value: secret), !secret.isEmpty
        else { throw HTTPFailure.header(name: name) }
        let start = Array("\(name): \(prefix)".utf8)
        line = .allocate(byteCount: start.count + secret.count + 1, alignment: 1)
        line.copyBytes(from: start)
        UnsafeMutableRawBufferPointer(rebasing: line[start.count...]).copyBytes(from: secret)
        line[line.count - 1] = 0
        self.name = name
    }

    /// Makes `Authorization: Bearer …`.
    package init(bearer secret: UnsafeRawBufferPointer) throws {
        try self.init("Authorization", prefix: "Bearer ", secret: secret)
    }

    deinit {
        if let start = line.baseAddress { explicit_bzero(start, line.count) }
        line.deallocate()
    }

    /// Lends the whole line with its NUL at the end.
    borrowing func withLine<Result>(_ body: (UnsafePointer<CChar>) throws -> Result) rethrows -> Result? {
        try line.baseAddress.map { try body($0.assumingMemoryBound(to: CChar.self)) }
    }
}
