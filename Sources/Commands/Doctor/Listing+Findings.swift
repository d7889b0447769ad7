import Operations

extension Listing {
    /// What an examination found, one question a line.
    init(findings: [Finding]) {
        self.init(
            findings,
            [
                Column("subject") { .text($0.subject) },
                Column("verdict") { .text($0.verdict.rawValue, style: $0.verdict.style) },
                Column("fact") { .text($0.fact) },
                Column("hint") { .text($0.hint) },
            ])
    }
}

extension Finding.Verdict {
    var style: Style {
        switch self {
        case .ok: .good
        case .warning: .caution
        case .failure: .bad
        }
    }
}
