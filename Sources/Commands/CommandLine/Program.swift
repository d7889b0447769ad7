/// The tree of commands with its name and version.
package struct Program: Sendable {
    /// The group that holds every command, named as the program is called.
    package let root: Command
    package let version: String

    package init(
        _ name: String, _ abstract: String, version: String, _ commands: [Command], discussion: String = ""
    ) {
        root = .group(name, abstract, commands, discussion: discussion)
        self.version = version
    }

    /// Does what the words ask for and writes every failure.
    ///
    /// - Parameter words: what follows the program's name on the command line.
    /// - Returns: the exit code.
    package func run(_ words: [String], in surroundings: Surroundings) -> Int32 {
        let request = Request(words, to: root)
        let context = Context(program: self, options: request.options, surroundings: surroundings)
        do {
            return try answer(request, in: context).exitCode
        } catch let interrupted as Interrupted {
            return ExitCode.of(signal: interrupted.signal)
        } catch let closed as ReaderLeft {
            return closed.exitCode
        } catch {
            let report = FailureReport(
                error, seeAlso: request.isRefused ? "\(request.commandLine) --help" : nil)
            // Nothing is left to say it on when standard error cannot be written either.
            try? surroundings.standardError.write(
                report.text(
                    as: request.options.output, isVerbose: request.options.isVerbose,
                    on: surroundings.standardError.terminal))
            return ExitCode.of(report.kind)
        }
    }

    private func answer(_ request: Request, in context: Context) throws -> Ending {
        switch request.intent {
        case .help: try context.emit(HelpScreen(of: request.path).text(on: context.standardOutput.terminal))
        case .version: try context.print("\(root.name) \(version)")
        case .run(let body): return try body(context)
        case .refused(let failure): throw failure
        }
        return .success
    }
}
