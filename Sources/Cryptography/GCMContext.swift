internal import COpenSSL

/// The AES-256-GCM of the library: one key, one direction, message after message.
///
/// Takes every length of nonce and tag that the standard allows, because the
/// published vectors use them all; what the platform itself accepts is narrower
/// and stands in ``AESGCM``.
struct GCMContext: ~Copyable {
    enum Direction: Int32 {
        case opening = 0
        case sealing = 1
    }

    private let context: OpaquePointer
    private let direction: Direction
    private var nonceByteCount = AESGCM.nonceByteCount

    /// The longest run of bytes for one call of the library, which counts in 32 bits.
    private static let step = 1 << 30

    init(_ direction: Direction, key: borrowing some BorrowableBytes & ~Copyable) throws {
        guard let context = EVP_CIPHER_CTX_new() else { throw ErrorQueue.failure("begin a cipher") }
        do {
            try key.withBytes { key in
                guard key.count == AESGCM.keyByteCount else {
                    throw CryptographyFailure.length(
                        of: "key", expected: AESGCM.keyByteCount, actual: key.count)
                }
                let status = EVP_CipherInit_ex(
                    context, EVP_aes_256_gcm(), nil, key.baseAddress?.assumingMemoryBound(to: UInt8.self),
                    nil, direction.rawValue)
                try ErrorQueue.check(status, "begin a cipher")
            }
        } catch {
            EVP_CIPHER_CTX_free(context)
            throw error
        }
        self.context = context
        self.direction = direction
    }

    deinit {
        // Wipes the expanded key too.
        EVP_CIPHER_CTX_free(context)
    }

    /// Begins a message; the nonce must never have been used with this key for sealing.
    mutating func begin(nonce: [UInt8], associatedData: borrowing some BorrowableBytes & ~Copyable) throws {
        if nonce.count != nonceByteCount {
            let status = EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IVLEN, Int32(nonce.count), nil)
            try ErrorQueue.check(status, "set the length of a nonce")
            nonceByteCount = nonce.count
        }
        // -1 keeps the direction that the key was set with.
        try ErrorQueue.check(EVP_CipherInit_ex(context, nil, nil, nil, nonce, -1), "set a nonce")
        try associatedData.withBytes { try run($0, into: nil) }
    }

    /// Seals or opens the next bytes into a buffer that is as long as they are.
    mutating func update(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) throws {
        precondition(output.count >= input.count, "the output has room for the input")
        try run(input, into: output.baseAddress)
    }

    /// Ends a sealed message and writes its tag, as long as the buffer.
    mutating func finishSealing(tag: UnsafeMutableRawBufferPointer) throws {
        precondition(direction == .sealing, "a tag is made when sealing")
        try ErrorQueue.check(finish(), "end a cipher")
        let status = EVP_CIPHER_CTX_ctrl(
            context, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), tag.baseAddress)
        try ErrorQueue.check(status, "make a tag")
    }

    /// Ends an opened message; before this returns, nothing that was opened may be used.
    ///
    /// - Throws: CRY102 when the tag does not fit.
    mutating func finishOpening(tag: UnsafeRawBufferPointer) throws {
        precondition(direction == .opening, "a tag is checked when opening")
        let status = EVP_CIPHER_CTX_ctrl(
            context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count),
            UnsafeMutableRawPointer(mutating: tag.baseAddress))
        try ErrorQueue.check(status, "set a tag")
        let isGenuine = finish() == 1
        ErrorQueue.clear()
        guard isGenuine else { throw CryptographyFailure.authentication }
    }

    /// GCM is a stream: the last call writes no bytes, but needs an address.
    private func finish() -> Int32 {
        var nothing: UInt8 = 0
        var count: Int32 = 0
        return EVP_CipherFinal_ex(context, &nothing, &count)
    }

    private func run(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawPointer?) throws {
        var offset = 0
        while offset < input.count {
            let length = min(Self.step, input.count - offset)
            var written: Int32 = 0
            let status = EVP_CipherUpdate(
                context, output.map { ($0 + offset).assumingMemoryBound(to: UInt8.self) }, &written,
                input.baseAddress.map { ($0 + offset).assumingMemoryBound(to: UInt8.self) }, Int32(length))
            try ErrorQueue.check(status, output == nil ? "take associated data" : "continue a cipher")
            offset += length
        }
    }
}
