import Cryptography
package import Formats

/// The bytes of a source, read through once so that they are known by their digest.
package struct Content {
    package let source: any ByteSource
    /// SHA-256 of all bytes.
    package let sha256: [UInt8]
    package let byteCount: Int

    /// Reads the source from its beginning to its end, and leaves it at its beginning.
    ///
    /// **Cost** one pass; a quarter of a megabyte.
    package init(of source: any ByteSource) throws {
        try source.rewind()
        var digest = try SHA256()
        var byteCount = 0
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = try source.read(into: buffer)
            if count == 0 { break }
            try digest.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            byteCount += count
        }
        try source.rewind()
        self.source = source
        self.sha256 = try digest.finish()
        self.byteCount = byteCount
    }
}
