/// An origin of bytes that can be read through, and read through again.
///
/// A file, a body that lies in memory, and what a decompressor gives all plug
/// in here. Sniffing reads a source twice before the load reads it a third
/// time, so a source must be able to start over.
package protocol ByteSource: AnyObject {
    /// What a person calls it: a path, or an address without its secrets.
    var name: String { get }

    /// Reads the next bytes into a buffer that is not empty.
    ///
    /// - Returns: how many were read, which may be fewer than there is room for; 0 at the end.
    /// - Throws: ``FormatFailure``.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int

    /// Starts over at the first byte.
    ///
    /// - Throws: ``FormatFailure``.
    func rewind() throws
}
