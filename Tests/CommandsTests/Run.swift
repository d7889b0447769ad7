@testable import Commands

/// What a program did with a command line.
struct Run {
    let exitCode: Int32
    let output: String
    let errors: String

    /// - Parameter line: the words after the program's name, apart by spaces.
    init(
        _ line: String, of program: Program = .sample, terminal: Terminal? = nil,
        outputFailure: (any Error)? = nil
    ) {
        self.init(
            line.split(separator: " ").map(String.init), of: program, terminal: terminal,
            outputFailure: outputFailure)
    }

    init(
        _ words: [String], of program: Program = .sample, terminal: Terminal? = nil,
        outputFailure: (any Error)? = nil
    ) {
        let output = CapturedStream(terminal: terminal, failure: outputFailure)
        let errors = CapturedStream(terminal: terminal)
        exitCode = program.run(
            words, in: Surroundings(environment: [:], standardOutput: output, standardError: errors))
        self.output = output.text
        self.errors = errors.text
    }
}
