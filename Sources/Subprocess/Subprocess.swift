import Glibc

/// Runs other programs: PostgreSQL's own tools, never a shell.
///
/// Arguments are passed as they are, so that a path with spaces or a quote is
/// only a path. Nothing secret belongs in them: other users can read them.
package struct Subprocess: Sendable {
    /// The program's absolute path.
    package let program: String
    package let arguments: [String]

    /// The whole environment of the program; nothing is inherited.
    package var environment: [String: String] = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]

    /// The account to run as, which needs root; nil for the present one.
    package var account: Account?

    /// What the program finds on its standard input.
    package var input: [UInt8] = []

    /// Folder in which the program starts; `/` can be entered by every account.
    package var directory = "/"

    package init(_ program: String, _ arguments: [String]) {
        self.program = program
        self.arguments = arguments
    }

    /// How a program ended, and what it said.
    package struct Outcome: Sendable {
        /// The exit code, or 128 and the signal that ended it.
        package let exitCode: Int
        /// What it wrote on standard output.
        package let output: String
        /// What it wrote on standard error.
        package let errorOutput: String
    }

    /// Runs the program to its end.
    ///
    /// Input and output go through files, not pipes: a server that the program
    /// leaves behind would hold a pipe open for ever.
    ///
    /// - Throws: ``SubprocessFailure/cannotStart(program:reason:)``.
    package func run() throws -> Outcome {
        let output = try NamelessFile()
        let errorOutput = try NamelessFile()
        let content = try NamelessFile()
        try content.write(input)
        let process = try start(
            standardInput: input.isEmpty ? nil : content.descriptor, standardOutput: output.descriptor,
            standardError: errorOutput.descriptor)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { throw SubprocessFailure.cannotStart(program: program, reason: reason(errno)) }
        }
        let signal = status & 0x7F
        let exitCode = signal == 0 ? Int((status >> 8) & 0xFF) : 128 + Int(signal)
        return Outcome(exitCode: exitCode, output: output.text(), errorOutput: errorOutput.text())
    }

    /// Runs the program and demands success.
    ///
    /// - Returns: what it wrote on standard output.
    /// - Throws: ``SubprocessFailure``.
    @discardableResult
    package func check() throws -> String {
        let outcome = try run()
        guard outcome.exitCode == 0 else {
            let said = outcome.errorOutput.isEmpty ? outcome.output : outcome.errorOutput
            throw SubprocessFailure.failed(program: program, exitCode: outcome.exitCode, said: said)
        }
        return outcome.output
    }

    /// Starts the program and leaves it running, in a session of its own.
    ///
    /// - Parameter path: a file to which it adds what it writes, made with mode 0600.
    /// - Returns: its process.
    /// - Throws: ``SubprocessFailure/cannotStart(program:reason:)``.
    package func startInBackground(writingTo path: String) throws -> Int32 {
        let output = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard output >= 0 else { throw SubprocessFailure.cannotStart(program: program, reason: reason(errno)) }
        defer { close(output) }
        var detached = Subprocess("/usr/bin/setsid", [program] + arguments)
        detached.environment = environment
        detached.account = account
        detached.directory = directory
        return try detached.start(standardInput: nil, standardOutput: output, standardError: output)
    }

    private func start(standardInput: Int32?, standardOutput: Int32, standardError: Int32) throws -> pid_t {
        // env and setpriv are part of every Debian. setpriv drops root's rights for good.
        var command = ["/usr/bin/env", "--chdir=\(directory)", "--"]
        if let account {
            command += [
                "/usr/bin/setpriv", "--reuid=\(account.userID)", "--regid=\(account.groupID)", "--init-groups", "--",
            ]
        }
        command += [program] + arguments
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let standardInput {
            posix_spawn_file_actions_adddup2(&actions, standardInput, STDIN_FILENO)
        } else {
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, standardOutput, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, standardError, STDERR_FILENO)
        for descriptor in inheritedDescriptors() { posix_spawn_file_actions_addclose(&actions, descriptor) }
        // A thread of a pool blocks most signals, and a shell that inherits that waits for its children for ever.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var noSignals = sigset_t()
        sigemptyset(&noSignals)
        posix_spawnattr_setsigmask(&attributes, &noSignals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        let argv = CStrings(command)
        let envp = CStrings(environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
        defer {
            argv.free()
            envp.free()
        }
        var process = pid_t()
        let code = posix_spawn(&process, command[0], &actions, &attributes, argv.pointers, envp.pointers)
        guard code == 0 else { throw SubprocessFailure.cannotStart(program: command[0], reason: reason(code)) }
        return process
    }
}

/// What this process has open beside the three standard streams.
///
/// Whoever called it may have left a lock or a pipe open, which a server that
/// is left behind would hold for ever.
private func inheritedDescriptors() -> [Int32] {
    guard let folder = opendir("/proc/self/fd") else { return [] }
    defer { closedir(folder) }
    var descriptors: [Int32] = []
    while let entry = readdir(folder) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        if let descriptor = Int32(name), descriptor > STDERR_FILENO { descriptors.append(descriptor) }
    }
    return descriptors
}

/// A nil-terminated array of C strings, as `exec` takes them.
private struct CStrings {
    let pointers: [UnsafeMutablePointer<CChar>?]

    init(_ texts: [String]) {
        pointers = texts.map { strdup($0) } + [nil]
    }

    func free() {
        for pointer in pointers { Glibc.free(pointer) }
    }
}

/// A file without a name that holds a program's input or takes its output.
private struct NamelessFile: ~Copyable {
    /// More than any message of a tool; what lies beyond is not read.
    static let limit = 1 << 20

    let descriptor: Int32

    private let folder: String

    init() throws {
        // A path that is not whole would mean another folder wherever the program is started.
        let variable = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        let folder = variable.hasPrefix("/") ? variable : "/tmp"
        // Without a name from the first moment, so that a killed program leaves nothing behind.
        var descriptor = open(folder, O_RDWR | Self.withoutName | O_CLOEXEC, 0o600)
        if descriptor < 0 {
            // Not every file system can. Nobody guesses the name, and one that is there already is refused.
            let path = "\(folder)/socle-output-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
            descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                throw SubprocessFailure.noOutputFile(folder: folder, reason: reason(errno))
            }
            unlink(path)
        }
        self.descriptor = descriptor
        self.folder = folder
    }

    /// `O_TMPFILE`, which the C header composes in a way that is not imported.
    private static let withoutName: Int32 = 0o20_000_000 | O_DIRECTORY

    deinit {
        close(descriptor)
    }

    /// Writes bytes at the beginning, from which a program then reads.
    func write(_ content: [UInt8]) throws {
        var written = 0
        while written < content.count {
            let count = content[written...].withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress, $0.count, written)
            }
            if count > 0 { written += count }
            guard count > 0 || errno == EINTR else {
                throw SubprocessFailure.noOutputFile(folder: folder, reason: reason(errno))
            }
        }
    }

    func text() -> String {
        let bytes = [UInt8](unsafeUninitializedCapacity: Self.limit) { buffer, count in
            count = max(0, pread(descriptor, buffer.baseAddress, buffer.count, 0))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

func reason(_ code: Int32) -> String {
    String(cString: strerror(code))
}
