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

extension ByteSource {
    /// The first bytes, as many as there are up to a length; what is read next are those behind them.
    func head(_ length: Int) throws -> [UInt8] {
        try rewind()
        var bytes = [UInt8](repeating: 0, count: length)
        var filled = 0
        while filled < length {
            let count = try bytes.withUnsafeMutableBytes {
                try read(into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
            }
            if count == 0 { break }
            filled += count
        }
        bytes.removeLast(length - filled)
        return bytes
    }
}
