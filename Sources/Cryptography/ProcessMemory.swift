internal import CProcess
internal import Glibc

/// What the whole process does to keep its memory to itself.
///
/// ``SecretBytes`` keeps its own pages out of core dumps; this keeps out what
/// libraries copied elsewhere, and stops other processes of the same user from looking in.
package enum ProcessMemory {
    /// Sees to it that a crash writes no memory to disk, and that no debugger of the same user attaches.
    ///
    /// Both are needed: a limit of 0 stops files, but not a crash handler that
    /// the kernel pipes to, which only asks whether the process may be dumped.
    /// Programs that this one starts begin anew with the second, not the first.
    package static func refuseDumps() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        _ = cprocess_set_dumpable(0)
    }

    /// Lets a crash end the program and show nothing.
    ///
    /// Swift's own report, which `SWIFT_BACKTRACE` or a terminal asks for, prints the registers and the
    /// memory that they point to: at the wrong moment a secret. A process that may not be dumped is shown too.
    package static func refuseCrashReports() {
        for fault in [SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV] { signal(fault, SIG_DFL) }
    }

    /// Whether the kernel would hand this process's memory to a crash handler or a debugger.
    static var isDumpable: Bool { cprocess_is_dumpable() != 0 }

    /// How many bytes of secrets the process may lock out of swap, or nil for as many as there are.
    ///
    /// A secret beyond this is not locked, and works all the same.
    package static var lockableBytes: Int? {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(__RLIMIT_MEMLOCK.rawValue), &limit)
        return Int(exactly: limit.rlim_cur)
    }
}
