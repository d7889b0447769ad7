internal import Cryptography
internal import Glibc
internal import Vocabulary

/// From where a command takes a secret: a file, standard input, or a person at the terminal.
///
/// Never from an argument: every user of the machine can read a command line.
struct SecretInput: Sendable {
    /// The longest secret, in bytes, which is what an envelope takes.
    static let limit = 1 << 20

    private let file: FilePath?

    /// Whether the bytes are taken as they come: no line ending is taken off, and they need not be text.
    private let isExact: Bool

    init(file: FilePath?, isExact: Bool) {
        self.file = file
        self.isExact = isExact
    }

    /// Reads the secret.
    ///
    /// - Parameters:
    ///   - question: what a person at a terminal is asked for, such as `Secret`.
    ///   - isConfirmed: whether a person types it twice.
    /// - Throws: ``SecretInputFailure``, or ``Interrupted`` at the terminal.
    func read(_ question: String, isConfirmed: Bool = true, context: Context) throws -> SecretBytes {
        // A hyphen is standard input, as elsewhere.
        if let file, file.text != "-" { return try read(file, asked: question.lowercased(), context: context) }
        if isatty(STDIN_FILENO) == 1 { return try ask(question, isConfirmed: isConfirmed) }
        return try read(STDIN_FILENO, named: "standard input", asked: question.lowercased())
    }

    private func read(_ file: FilePath, asked: String, context: Context) throws -> SecretBytes {
        let name = "file \(quoted(file.text))"
        let descriptor = open(file.text, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw SecretInputFailure.unreadable(name, reason: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var facts = stat()
        if fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, facts.st_mode & 0o077 != 0 {
            context.note("\(name) can be read by others; remove it when it is no longer needed.", style: .caution)
        }
        return try read(descriptor, named: name, asked: asked)
    }

    private func ask(_ question: String, isConfirmed: Bool) throws -> SecretBytes {
        let secret = isConfirmed ? try HiddenPrompt.askTwice(question) : try HiddenPrompt.ask(question)
        return try checked(secret, from: "the terminal", asked: question.lowercased(), endsInLine: false)
    }

    private func read(_ descriptor: Int32, named name: String, asked: String) throws -> SecretBytes {
        let secret: SecretBytes
        do {
            // Two bytes more, for the line ending that is no part of it.
            secret = try SecretBytes(readingFrom: descriptor, limit: Self.limit + 2)
        } catch CryptographyFailure.tooLong {
            throw SecretInputFailure.tooLong(name, limit: Self.limit)
        } catch CryptographyFailure.unreadable(let reason) {
            throw SecretInputFailure.unreadable(name, reason: reason)
        }
        return try checked(secret, from: name, asked: asked, endsInLine: true)
    }

    /// Takes the line ending off and holds the rest against the rules.
    func checked(
        _ secret: consuming SecretBytes, from name: String, asked: String, endsInLine: Bool
    ) throws -> SecretBytes {
        if !isExact {
            if let flaw = secret.textFlaw { throw SecretInputFailure.notText(name, flaw) }
            if endsInLine { secret = try secret.withoutLineEnding() }
        }
        guard secret.count > 0 else { throw SecretInputFailure.empty(name, asked: asked) }
        guard secret.count <= Self.limit else { throw SecretInputFailure.tooLong(name, limit: Self.limit) }
        return secret
    }

    /// `[--from FILE] [--exact]`.
    struct Choice: Parameter {
        private let from = Option("--from", FilePath.self, "Take the secret from a file; '-' is standard input.")
        private let exact = Flag(
            "--exact", "Take every byte as it comes: keep a final line ending, and allow what is not text.")

        var fields: [Field] { from.fields + exact.fields }

        func value(in arguments: Arguments) throws -> SecretInput {
            try SecretInput(file: from.value(in: arguments), isExact: exact.value(in: arguments))
        }
    }
}

extension SecretBytes {
    /// The secret without one line ending at its end, `\n` or `\r\n`.
    fileprivate consuming func withoutLineEnding() throws -> SecretBytes {
        let ending = withBytes { bytes -> Int in
            guard bytes.last == UInt8(ascii: "\n") else { return 0 }
            return bytes.count > 1 && bytes[bytes.count - 2] == UInt8(ascii: "\r") ? 2 : 1
        }
        if ending == 0 { return self }
        return try withBytes { bytes in
            try SecretBytes(count: bytes.count - ending) {
                $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes.dropLast(ending)))
            }
        }
    }
}
