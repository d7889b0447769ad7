internal import COpenSSL

/// The context of one digest, signature or check of a signature.
struct DigestContext: ~Copyable {
    let pointer: OpaquePointer

    /// - Throws: CRY101 without memory.
    init(_ operation: String) throws {
        guard let pointer = EVP_MD_CTX_new() else { throw ErrorQueue.failure(operation) }
        self.pointer = pointer
    }

    deinit {
        EVP_MD_CTX_free(pointer)
    }
}
