package import Postgres

/// A look at the source that sees one moment of it and can change nothing.
package enum SourceSession {
    /// The oldest server whose catalogs are understood.
    static let oldestVersion = 120_000

    /// Connects, opens one snapshot that refuses every change, and lends it.
    ///
    /// - Throws: ``AdoptionFailure/sourceTooOld(version:)``, what the closure throws, ``ConnectionFailure``.
    package static func read<Result>(
        _ address: SourceAddress, password: String?, _ body: (borrowing Connection) throws -> Result
    ) throws -> Result {
        let connection = try Connection(to: address.parameters(password: password))
        guard connection.serverVersion >= oldestVersion else {
            throw AdoptionFailure.sourceTooOld(version: connection.serverVersion)
        }
        return try connection.transaction(.repeatableRead.readOnly) { try body($0) }
    }
}
