/// The code points of a secret text, in wiped memory.
struct SecretScalars: ~Copyable {
    let count: Int

    private let bytes: SecretBytes

    /// Makes a text of at most `capacity` code points; `fill` returns how many they are.
    init(capacity: Int, _ fill: (UnsafeMutableBufferPointer<UInt32>) throws -> Int) throws {
        let stride = MemoryLayout<UInt32>.stride
        bytes = try SecretBytes(capacity: capacity * stride) { buffer in
            try fill(buffer.bindMemory(to: UInt32.self)) * stride
        }
        count = bytes.count / stride
    }

    /// Lends the code points; the pointer ends with the closure.
    func withCodes<Result: ~Copyable>(_ body: (UnsafeBufferPointer<UInt32>) throws -> Result) rethrows -> Result {
        try bytes.withUnsafeBytes { try body($0.bindMemory(to: UInt32.self)) }
    }
}
