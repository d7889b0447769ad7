internal import Vocabulary

/// A failure as the program writes it: `error:`, `detail:`, `hint:`, or one JSON object.
struct FailureReport {
    private let failures: [any Failure]
    private let omitted: Int

    /// The command whose help would explain it.
    private let seeAlso: String?

    /// - Parameter error: a ``Failure``, a ``FailureList``, or anything else, which is a fault of the program.
    init(_ error: any Error, seeAlso: String? = nil) {
        self.seeAlso = seeAlso
        switch error {
        case let list as FailureList where !list.isEmpty: (failures, omitted) = (list.failures, list.omitted)
        case let failure as any Failure: (failures, omitted) = ([failure], 0)
        default: (failures, omitted) = ([UnexpectedFailure(error)], 0)
        }
    }

    /// The class of the first failure, which decides the exit code.
    var kind: FailureKind { failures.first?.kind ?? .internal }

    func text(as format: OutputFormat, isVerbose: Bool, on terminal: Terminal?) -> String {
        switch format {
        case .json: json.visibleLine + "\n"
        case .table, .yaml: lines(isVerbose: isVerbose, on: terminal).map { $0 + "\n" }.joined()
        }
    }

    private func lines(isVerbose: Bool, on terminal: Terminal?) -> [String] {
        var lines = failures.flatMap { failure in
            let code = isVerbose ? " (\(failure.code))" : ""
            return part("error", failure.message + code, style: .bad, on: terminal)
                + part("detail", failure.detail, style: .strong, on: terminal)
                + part("hint", hint(of: failure), style: .good, on: terminal)
        }
        if omitted > 0 {
            lines += part(
                "error", "\(omitted) more \(omitted == 1 ? "failure is" : "failures are") not shown",
                style: .bad, on: terminal)
        }
        return lines
    }

    /// A label with its text, whose further lines stand under the first.
    private func part(_ label: String, _ text: String?, style: Style, on terminal: Terminal?) -> [String] {
        guard let text, !text.isEmpty else { return [] }
        return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { index, line in
            let start =
                index == 0
                ? style.applied(to: "\(label):", on: terminal) + " "
                : String(repeating: " ", count: label.count + 2)
            return start + visible(String(line))
        }
    }

    private func hint(of failure: any Failure) -> String? {
        let more: String? =
            switch failure.kind {
            case .usage: seeAlso.map { "See '\($0)'." }
            case .internal:
                "This is a fault of the program: run it again with '--verbose' and report what it prints."
            default: nil
            }
        let sentences = [failure.hint, more].compactMap { $0 }
        return sentences.isEmpty ? nil : sentences.joined(separator: " ")
    }

    /// The first failure, with the others beside it when there are any.
    private var json: JSON {
        guard let first = failures.first else { return .null }
        let others = failures.dropFirst().map { JSON.object(members(of: $0)) }
        guard !others.isEmpty || omitted > 0 else { return .object(members(of: first)) }
        return .object(
            members(of: first) + [.init("others", .array(others)), .init("omitted", JSON(omitted))])
    }

    private func members(of failure: any Failure) -> [JSON.Member] {
        [
            .init("code", .string(failure.code.text)),
            .init("message", .string(failure.message)),
            .init("detail", JSON(failure.detail)),
            .init("hint", JSON(hint(of: failure))),
        ]
    }
}
