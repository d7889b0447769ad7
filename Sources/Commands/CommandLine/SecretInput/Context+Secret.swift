internal import Cryptography

extension Context {
    /// Writes a secret to standard output: its bytes, and a line ending behind a text.
    ///
    /// - Parameter isExact: whether nothing is put behind it.
    /// - Throws: ``SecretInputFailure/notForTerminal`` before a byte is written.
    func emit(_ secret: borrowing SecretBytes, isExact: Bool) throws {
        if standardOutput.terminal != nil, !secret.isHarmlessOnTerminal { throw SecretInputFailure.notForTerminal }
        try secret.withBytes { try standardOutput.write(bytes: $0) }
        if !isExact, secret.textFlaw == nil { try standardOutput.write("\n") }
    }
}
