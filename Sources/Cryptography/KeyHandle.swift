internal import COpenSSL

/// A key of the library for signatures, public alone or with its private half.
struct KeyHandle: ~Copyable {
    let pointer: OpaquePointer

    /// Takes over a new key.
    ///
    /// - Throws: CRY101 when the library made none.
    init(_ made: OpaquePointer?, _ operation: String) throws {
        guard let made else { throw ErrorQueue.failure(operation) }
        pointer = made
    }

    deinit {
        // Wipes the private half.
        EVP_PKEY_free(pointer)
    }
}
