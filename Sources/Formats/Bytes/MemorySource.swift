/// Bytes that already lie in memory, such as the body of an answer.
package final class MemorySource: ByteSource {
    /// The path, or what the caller named it.
    package let name: String
    private let bytes: [UInt8]
    private var position = 0

    /// - Parameter name: what failures call it.
    package init(_ bytes: [UInt8], name: String) {
        self.bytes = bytes
        self.name = name
    }

    package func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, bytes.count - position)
        bytes.withUnsafeBytes { all in
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: all[position..<position + count]))
        }
        position += count
        return count
    }

    package func rewind() {
        position = 0
    }
}
