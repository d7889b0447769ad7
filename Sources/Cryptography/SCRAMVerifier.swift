/// What PostgreSQL stores of a password, from which the password cannot be had.
///
/// Computed here, so that no password travels in a statement or reaches a
/// server's log. With a stored verifier and the right to read it
/// (`pg_authid.rolpassword`), ``matches(_:)`` tells whether a login still has
/// the password that the vault knows.
///
/// **Source** RFC 5802, RFC 7677; PostgreSQL's `scram_build_secret`.
package struct SCRAMVerifier: Sendable, Equatable {
    /// How often PostgreSQL 15 iterates; enough for generated passwords of 256 bits.
    package static let defaultIterations = 4096

    /// The length of a salt that PostgreSQL makes, in bytes.
    package static let saltByteCount = 16

    package let iterations: Int
    package let salt: [UInt8]

    private let storedKey: [UInt8]
    private let serverKey: [UInt8]

    /// Computes a verifier as the text that `alter role … password` stores as it is.
    ///
    /// - Parameters:
    ///   - password: normalised here as every client of PostgreSQL does, see ``SASLprep``
    ///   - salt: random when it is not given
    /// - Throws: CRY107 for a password that is empty or holds a NUL.
    package static func make(
        password: borrowing SecretBytes, salt: [UInt8]? = nil, iterations: Int = defaultIterations
    ) throws -> String {
        let salt = try salt ?? RandomBytes.make(count: saltByteCount)
        return try SCRAMVerifier(password: password, salt: salt, iterations: iterations).text
    }

    /// Reads a verifier as PostgreSQL stores it.
    ///
    /// - Throws: CRY108 for anything else, such as an MD5 digest.
    package init(parsing text: String) throws {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "SCRAM-SHA-256" else { throw CryptographyFailure.verifier }
        let cost = parts[1].split(separator: ":", omittingEmptySubsequences: false)
        let keys = parts[2].split(separator: ":", omittingEmptySubsequences: false)
        guard cost.count == 2, keys.count == 2, let iterations = Int(cost[0]),
            (1...Int(Int32.max)).contains(iterations), let salt = Base64.bytes(cost[1]), !salt.isEmpty,
            let storedKey = Base64.bytes(keys[0]), storedKey.count == SHA256.byteCount,
            let serverKey = Base64.bytes(keys[1]), serverKey.count == SHA256.byteCount
        else { throw CryptographyFailure.verifier }
        self.iterations = iterations
        self.salt = salt
        self.storedKey = storedKey
        self.serverKey = serverKey
    }

    private init(password: borrowing SecretBytes, salt: [UInt8], iterations: Int) throws {
        try Self.check(password)
        let salted =
            if let prepared = try SASLprep.prepared(password) {
                try PBKDF2.sha256(
                    password: prepared, salt: salt, iterations: iterations, count: SHA256.byteCount)
            } else {
                try PBKDF2.sha256(
                    password: password, salt: salt, iterations: iterations, count: SHA256.byteCount)
            }
        let clientKey = try HMAC.secretSHA256(Array("Client Key".utf8), key: salted)
        self.iterations = iterations
        self.salt = salt
        self.storedKey = try SHA256.hash(clientKey)
        self.serverKey = try HMAC.sha256(Array("Server Key".utf8), key: salted)
    }

    /// `SCRAM-SHA-256$<iterations>:<salt>$<stored key>:<server key>`, in Base64.
    package var text: String {
        "SCRAM-SHA-256$\(iterations):\(Base64.text(salt))$\(Base64.text(storedKey)):\(Base64.text(serverKey))"
    }

    /// Computes again with this salt and tells whether the password is the one.
    package func matches(_ password: borrowing SecretBytes) throws -> Bool {
        let again = try SCRAMVerifier(password: password, salt: salt, iterations: iterations)
        let isClient = ConstantTime.areEqual(storedKey, again.storedKey)
        let isServer = ConstantTime.areEqual(serverKey, again.serverKey)
        return isClient && isServer
    }

    private static func check(_ password: borrowing SecretBytes) throws {
        try password.withBytes { bytes in
            if bytes.isEmpty { throw CryptographyFailure.password(.empty) }
            if bytes.contains(0) { throw CryptographyFailure.password(.nul) }
        }
    }
}
