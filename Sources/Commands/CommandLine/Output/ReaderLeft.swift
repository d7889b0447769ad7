internal import Glibc

/// The quiet end of a program whose reader has gone, as in `socle tenant list | head -1`.
struct ReaderLeft: Error {
    /// What a shell sees of a program that SIGPIPE ended.
    var exitCode: Int32 { ExitCode.of(signal: SIGPIPE) }
}
