internal import Vocabulary

/// All commands of a program as one page of Markdown: `docs/commands.md`.
package struct CommandReference {
    private let program: Program

    package init(of program: Program) {
        self.program = program
    }

    /// The page, with a line break at its end.
    package var text: String {
        let root = program.root
        let blocks =
            [
                "# Commands of `\(root.name)`",
                "<!-- Written by `\(root.name) help --markdown`; a test keeps it fresh. -->",
                root.abstract, root.discussion, table(of: leaves(below: [root])),
            ] + sections(of: root.children.filter { !$0.isHidden }, below: [root]) + closing
        return blocks.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private func leaves(below path: [Command]) -> [[Command]] {
        guard let command = path.last, !command.isHidden else { return [] }
        if command.children.isEmpty { return [path] }
        return command.children.flatMap { leaves(below: path + [$0]) }
    }

    private func table(of paths: [[Command]]) -> String {
        let rows = paths.map { path in
            let name = path.map(\.name).joined(separator: " ")
            return ["[`\(name)`](#\(path.map(\.name).joined(separator: "-")))", path.last?.abstract ?? ""]
        }
        return markdownTable(["command", "effect"], rows)
    }

    private func sections(of commands: [Command], below path: [Command]) -> [String] {
        commands.flatMap { command in
            let path = path + [command]
            return section(of: path) + sections(of: command.children.filter { !$0.isHidden }, below: path)
        }
    }

    private func section(of path: [Command]) -> [String] {
        guard let command = path.last else { return [] }
        let marks = String(repeating: "#", count: path.count)
        let usage = command.children.isEmpty ? [UsageLine(path).text] : []
        let rows = command.fields.map { ["`\($0.fullSynopsis)`", $0.explanation] }
        let examples = command.examples.flatMap { ["# \($0.purpose)", $0.line] }
        return [
            "\(marks) \(path.map(\.name).joined(separator: " "))", command.abstract,
            block(of: usage), command.discussion,
            rows.isEmpty ? "" : markdownTable(["parameter", "meaning"], rows),
            block(of: examples),
        ]
    }

    private func block(of lines: [String]) -> String {
        lines.isEmpty ? "" : (["```sh"] + lines + ["```"]).joined(separator: "\n")
    }

    private var closing: [String] {
        let options = GlobalOptions.fields.map { ["`\($0.fullSynopsis)`", $0.explanation] }
        let kinds = Dictionary(grouping: FailureKind.allCases, by: ExitCode.of).sorted { $0.key < $1.key }
        let codes =
            Ending.all.map { ["\($0.exitCode)", $0.meaning] }
            + kinds.map { ["\($0.key)", $0.value.map(\.meaning).joined(separator: "; ")] }
            + [
                ["130, 143", "interrupted by Ctrl-C, or asked to terminate"],
                ["141", "the reader of the output left"],
            ]
        return [
            "## Options of every command", "They may stand in any place of the line; `--` ends all options.",
            markdownTable(["option", "meaning"], options),
            "## Results and failures",
            """
            Results go to standard output, everything else to standard error. A failure is written as `error:`,
            `detail:` and `hint:`; with `--output json` as one object with `code`, `message`, `detail` and
            `hint`, and with `others` and `omitted` when several failures are reported together.
            """,
            "## Exit codes", markdownTable(["code", "meaning"], codes),
        ]
    }
}

private func markdownTable(_ header: [String], _ rows: [[String]]) -> String {
    let lines = [header, header.map { _ in "---" }] + rows
    return lines.map { "| \($0.map(escapedForTable).joined(separator: " | ")) |" }.joined(separator: "\n")
}

private func escapedForTable(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
}

extension FailureKind {
    /// The sentence of the command reference.
    fileprivate var meaning: String {
        switch self {
        case .usage: "the command line was not understood"
        case .invalidData: "what was to be read or stored is not valid"
        case .notFound: "the named thing does not exist"
        case .unavailable: "a server or a resource cannot be reached"
        case .internal: "the program itself is wrong"
        case .conflict: "the wanted state contradicts the present one"
        case .busy: "someone else holds it; a later try may succeed"
        case .unauthenticated: "nobody could be recognised"
        case .denied: "somebody was recognised, who may not do this"
        case .configuration: "the installation, a setting or a file of the platform is wrong"
        }
    }
}
