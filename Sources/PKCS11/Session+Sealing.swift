internal import CPKCS11

/// AES-256-GCM inside the token: nonces of 12 bytes, tags of 16.
extension Session {
    static let nonceByteCount = 12
    static let tagByteCount = 16

    /// Seals a message under a key.
    ///
    /// Some tokens make the nonce themselves and write it where the given one
    /// stands; the one that is there at the end is the one that counts.
    ///
    /// - Returns: the nonce, then ciphertext and tag.
    func seal(
        _ message: UnsafeRawBufferPointer, under key: CK_OBJECT_HANDLE, binding associatedData: [UInt8]
    ) throws -> (nonce: [UInt8], sealed: [UInt8]) {
        var generator = SystemRandomNumberGenerator()
        var nonce = (0..<Self.nonceByteCount).map { _ in UInt8.random(in: 0...255, using: &generator) }
        // Room for more than is expected, so that a token of another shape is told from a broken one.
        var sealed = [UInt8](repeating: 0, count: message.count + 4 * Self.tagByteCount)
        var count = CK_ULONG(sealed.count)
        try withMechanism(&nonce, associatedData) { mechanism in
            let begun = functions.C_EncryptInit?(handle, mechanism, key)
            if begun == CKR_MECHANISM_PARAM_INVALID { throw PKCS11Failure.sealing(token, .parameters) }
            try check(begun, "begin a sealing")
            try check(
                functions.C_Encrypt?(handle, message.octets, CK_ULONG(message.count), &sealed, &count), "seal")
        }
        let expected = message.count + Self.tagByteCount
        guard count == expected else {
            throw PKCS11Failure.sealing(token, .length(Int(clamping: count), expected: expected))
        }
        return (nonce, Array(sealed.prefix(expected)))
    }

    /// Opens what was sealed, into a buffer that is as long as the sealed bytes.
    ///
    /// - Returns: the length of the message, or nil when key, nonce, associated data or bytes are not those of
    ///   the sealing.
    func open(
        _ sealed: [UInt8], nonce: [UInt8], under key: CK_OBJECT_HANDLE, binding associatedData: [UInt8],
        into message: UnsafeMutableRawBufferPointer
    ) throws -> Int? {
        guard nonce.count == Self.nonceByteCount, sealed.count >= Self.tagByteCount else { return nil }
        let (answer, count) = try decrypt(sealed, nonce, key, associatedData, into: message)
        if answer == CKR_OK {
            let expected = sealed.count - Self.tagByteCount
            guard count == expected else {
                throw PKCS11Failure.sealing(token, .length(count, expected: expected))
            }
            return count
        }
        if ReturnValue.isAuthentication(answer) { return nil }
        // Many modules, SoftHSM among them, say of a tag that does not fit only that something went wrong. If
        // the key still opens what it seals now, it was the tag.
        guard try stillWorks(key) else { throw failure("open", answer) }
        return nil
    }

    private func stillWorks(_ key: CK_OBJECT_HANDLE) throws -> Bool {
        let (nonce, sealed) = try [UInt8](repeating: 0, count: 16).withUnsafeBytes {
            try seal($0, under: key, binding: [])
        }
        var message = [UInt8](repeating: 1, count: sealed.count)
        let (answer, count) = try message.withUnsafeMutableBytes {
            try decrypt(sealed, nonce, key, [], into: $0)
        }
        return answer == CKR_OK && count == 16 && message.prefix(16).allSatisfy { $0 == 0 }
    }

    /// - Throws: when opening cannot even begin.
    private func decrypt(
        _ sealed: [UInt8], _ nonce: [UInt8], _ key: CK_OBJECT_HANDLE, _ associatedData: [UInt8],
        into message: UnsafeMutableRawBufferPointer
    ) throws -> (answer: CK_RV, count: Int) {
        var nonce = nonce
        var sealed = sealed
        var count = CK_ULONG(message.count)
        let answer = try withMechanism(&nonce, associatedData) { mechanism in
            try check(functions.C_DecryptInit?(handle, mechanism, key), "begin an opening")
            return functions.C_Decrypt?(
                handle, &sealed, CK_ULONG(sealed.count),
                message.baseAddress?.assumingMemoryBound(to: CK_BYTE.self), &count)
        }
        return (answer ?? CKR_FUNCTION_NOT_SUPPORTED, Int(clamping: count))
    }

    /// Lends AES-GCM with its six parameters, which stay where they are to the end of the operation.
    private func withMechanism<Result>(
        _ nonce: inout [UInt8], _ associatedData: [UInt8],
        _ body: (UnsafeMutablePointer<CK_MECHANISM>) throws -> Result
    ) throws -> Result {
        try nonce.withUnsafeMutableBufferPointer { nonce in
            try associatedData.withUnsafeBytes { associatedData in
                var parameters = CK_GCM_PARAMS(
                    pIv: nonce.baseAddress, ulIvLen: CK_ULONG(nonce.count), ulIvBits: CK_ULONG(nonce.count * 8),
                    pAAD: associatedData.octets, ulAADLen: CK_ULONG(associatedData.count),
                    ulTagBits: CK_ULONG(Self.tagByteCount * 8))
                return try withUnsafeMutablePointer(to: &parameters) { parameters in
                    var mechanism = CK_MECHANISM(
                        mechanism: CKM_AES_GCM, pParameter: parameters,
                        ulParameterLen: CK_ULONG(MemoryLayout<CK_GCM_PARAMS>.size))
                    return try body(&mechanism)
                }
            }
        }
    }
}

extension UnsafeRawBufferPointer {
    /// The bytes as the library takes what it only reads.
    var octets: UnsafeMutablePointer<CK_BYTE>? {
        UnsafeMutableRawPointer(mutating: baseAddress)?.assumingMemoryBound(to: CK_BYTE.self)
    }
}
