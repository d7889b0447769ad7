// `environ` is a variable of C; it is read once, before any thread could write it.
@preconcurrency internal import Glibc

extension Surroundings {
    /// Takes the process as it is, and makes it fit to be written to.
    ///
    /// A reader who leaves must not end the program in the middle of its
    /// work, and a file opened later must not become standard output.
    package static func ofProcess() -> Surroundings {
        // A handler, unlike SIG_IGN, is not inherited by the programs that we start.
        signal(SIGPIPE) { _ in }
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) == -1 {
            // The lowest free number is given out, which is this one.
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_RDONLY : O_WRONLY)
        }
        let environment = environmentOfProcess()
        return Surroundings(
            environment: environment, standardOutput: StandardStream.output(environment),
            standardError: StandardStream.error(environment))
    }

    private static func environmentOfProcess() -> [String: String] {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let parts = String(cString: entry).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
            next += 1
        }
        return variables
    }
}
