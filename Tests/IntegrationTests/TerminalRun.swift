import FoundationEssentials
import Glibc
import Testing

/// The program `socle` at a terminal of its own, with a person who reads and types.
final class TerminalRun {
    let process: pid_t

    /// The person's side of the terminal.
    private let person: Int32

    /// The program's side, kept open so that its state can be asked for at any time.
    private let own: Int32

    /// What the terminal showed so far.
    private(set) var shown = ""

    init(_ arguments: [String], settings: [String: String] = [:], program: String = SocleRun.program) throws {
        person = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var isLocked: Int32 = 0
        var number: Int32 = 0
        // TIOCSPTLCK and TIOCGPTN of Linux.
        try #require(person >= 0 && ioctl(person, 0x4004_5431, &isLocked) == 0)
        try #require(ioctl(person, 0x8004_5430, &number) == 0)
        let name = "/dev/pts/\(number)"
        own = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)
        try #require(own >= 0)

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // The first terminal that the head of a session opens becomes the one that its signals come from.
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, name, O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDERR_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // What the tests hold back or ignore, their children would too.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        // 0x80 is POSIX_SPAWN_SETSID of glibc.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) | 0x80)
        let words = ([program] + arguments).map { strdup($0) } + [nil]
        // At a terminal the runtime of Swift answers Ctrl-\ with a debugger of its own.
        let own = ["PATH": "/usr/bin:/bin", "TERM": "dumb", "SWIFT_BACKTRACE": "enable=off"]
        let variables =
            settings.merging(own) { given, _ in given }
            .map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in words + variables { free(pointer) } }
        var process = pid_t()
        try #require(posix_spawn(&process, program, &actions, &attributes, words, variables) == 0)
        self.process = process
    }

    deinit {
        close(person)
        close(own)
    }

    /// Whether the terminal shows what is typed.
    var showsWhatIsTyped: Bool {
        var state = termios()
        return tcgetattr(own, &state) == 0 && state.c_lflag & tcflag_t(ECHO) != 0
    }

    /// Waits until the terminal shows a text that it did not show before, and hides what is typed if it shall.
    func wait(for text: String, hidden: Bool = true) throws {
        let start = shown.endIndex
        let deadline = ContinuousClock.now + .seconds(20)
        while !shown[start...].contains(text) || hidden == showsWhatIsTyped {
            try #require(ContinuousClock.now < deadline, "the terminal shows \(shown)")
            read()
        }
    }

    func type(_ text: String) {
        var text = text
        _ = text.withUTF8 { write(person, $0.baseAddress, $0.count) }
    }

    /// Waits for the end of the program.
    ///
    /// - Returns: the exit code, or 128 and the signal that ended it.
    func end() throws -> Int {
        let deadline = ContinuousClock.now + .seconds(20)
        var status: Int32 = 0
        while waitpid(process, &status, WNOHANG) == 0 {
            if ContinuousClock.now > deadline { kill(process, SIGKILL) }
            read()
        }
        // All that it said lies in the terminal by now.
        while read() {}
        let signal = status & 0x7F
        return signal == 0 ? Int((status >> 8) & 0xFF) : 128 + Int(signal)
    }

    /// Takes what the terminal shows by now.
    ///
    /// - Returns: whether there was anything.
    @discardableResult
    private func read() -> Bool {
        var descriptor = pollfd(fd: person, events: Int16(POLLIN), revents: 0)
        guard poll(&descriptor, 1, 20) > 0 else { return false }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(person, &bytes, bytes.count)
        if count > 0 { shown += String(decoding: bytes[..<count], as: UTF8.self) }
        return count > 0
    }
}
