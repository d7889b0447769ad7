extension SecretBytes {
    /// Always four stars, however long the secret is.
    package var description: String { "****" }

    /// Copies the secret into a text, which no one can wipe.
    ///
    /// Only for a library that takes nothing else, such as libpq's connection
    /// parameters; the copy should live as short as possible.
    ///
    /// - Throws: CRY109 when the bytes are not UTF-8.
    package func revealedText() throws -> String {
        try withUnsafeBytes { bytes in
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw CryptographyFailure.notText
            }
            return text
        }
    }
}

extension DefaultStringInterpolation {
    /// Shows a secret as `****`.
    package mutating func appendInterpolation(_ secret: borrowing SecretBytes) {
        appendLiteral(secret.description)
    }
}
