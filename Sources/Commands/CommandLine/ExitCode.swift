package import Vocabulary

/// The numbers with which the program ends; the only place that knows them.
///
/// **Source** the values of BSD's [sysexits](https://man.freebsd.org/sysexits).
package enum ExitCode {
    /// The exit code of a failure of this class.
    package static func of(_ kind: FailureKind) -> Int32 {
        switch kind {
        case .usage: 64
        case .invalidData: 65
        case .notFound: 66
        case .unavailable: 69
        case .internal: 70
        case .conflict: 73
        case .busy: 75
        case .unauthenticated, .denied: 77
        case .configuration: 78
        }
    }

    /// The exit code of a program that a signal ended, as shells count it.
    static func of(signal: Int32) -> Int32 { 128 + signal }
}
