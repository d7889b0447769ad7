internal import YAML

/// What a running command has from outside: the streams, the options of every command, the environment.
package struct Context: Sendable {
    package let program: Program
    package private(set) var options: GlobalOptions

    /// The variables of the process.
    package let environment: [String: String]

    package let standardOutput: any TextStream
    package let standardError: any TextStream

    package init(program: Program, options: GlobalOptions, surroundings: Surroundings) {
        self.program = program
        self.options = options
        self.environment = surroundings.environment
        self.standardOutput = surroundings.standardOutput
        self.standardError = surroundings.standardError
    }

    /// The same context under other options.
    func with(_ options: GlobalOptions) -> Context {
        var context = self
        context.options = options
        return context
    }

    /// Writes a result to standard output in the form that `--output` asks for.
    package func present(_ result: some Presentable) throws {
        switch options.output {
        case .table:
            let lines = result.lines(on: standardOutput.terminal)
            if !lines.isEmpty { try emit(lines.joined(separator: "\n") + "\n") }
        case .json: try emit(result.json.visibleText + "\n")
        case .yaml: try emit(shown(YAMLWriter().text(of: result.json)))
        }
    }

    /// Text that YAML may hold as it is, of which a terminal gets nothing that would command it.
    private func shown(_ text: String) -> String {
        if standardOutput.terminal == nil { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { visible(String($0)) }
            .joined(separator: "\n")
    }

    /// Writes one line to standard output; characters that would command a terminal are made visible.
    package func print(_ line: String = "", style: Style = .plain) throws {
        try emit(style.applied(to: visible(line), on: standardOutput.terminal) + "\n")
    }

    /// Writes a whole document to standard output, exactly as it is.
    package func emit(_ document: String) throws {
        try standardOutput.write(document)
    }

    /// Tells the person in front of the screen something that is no result, on standard error.
    package func note(_ line: String, style: Style = .plain) {
        // A note that nobody can read any more is no reason to stop the work.
        try? standardError.write(style.applied(to: visible(line), on: standardError.terminal) + "\n")
    }

    /// Tells it only with `--verbose`.
    package func explain(_ line: @autoclosure () -> String) {
        if options.isVerbose { note(line(), style: .faint) }
    }
}
