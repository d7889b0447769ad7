/// A region of memory that can be lent for the length of a closure.
///
/// Keys and messages are taken as `borrowing some BorrowableBytes & ~Copyable`,
/// so that one signature serves arrays, slices and ``SecretBytes``, and no
/// secret is copied into an array on its way to the library.
package protocol BorrowableBytes: ~Copyable {
    /// Lends the bytes; the pointer ends with the closure.
    func withBytes<Result: ~Copyable, Refusal: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Refusal) -> Result
    ) throws(Refusal) -> Result
}

extension [UInt8]: BorrowableBytes {
    package func withBytes<Result: ~Copyable, Refusal: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Refusal) -> Result
    ) throws(Refusal) -> Result {
        try span.bytes.withUnsafeBytes(body)
    }
}

extension ArraySlice: BorrowableBytes where Element == UInt8 {
    package func withBytes<Result: ~Copyable, Refusal: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Refusal) -> Result
    ) throws(Refusal) -> Result {
        try span.bytes.withUnsafeBytes(body)
    }
}

extension UnsafeRawBufferPointer: BorrowableBytes {
    package func withBytes<Result: ~Copyable, Refusal: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Refusal) -> Result
    ) throws(Refusal) -> Result {
        try body(self)
    }
}
