extension PlanDrift {
    /// How a source is packed, encoded and written otherwise than the plan says.
    static func ofForm(_ kept: SourcePlan, _ found: SourcePlan) -> [PlanDrift] {
        var drift: [PlanDrift] = []
        let packings = [kept, found].map { plan in plan.containers.map(\.isGzip) }
        if packings[0] != packings[1] { drift.append(.packing(plan: kept.containers, found: found.containers)) }
        let isPlain = found.evidence.contains(EncodingDecision.plainEvidence) && kept.encoding.holdsASCII
        if found.encoding != kept.encoding && !isPlain
            || found.encoding == kept.encoding && found.fallbackEncoding != nil && kept.fallbackEncoding == nil
        {
            drift.append(.encoding(plan: kept.encoding, found: found.encoding, fallback: found.fallbackEncoding))
        }
        let forms = [kept.format.words, found.format.words]
        if forms[0] != forms[1] { drift.append(.form(plan: forms[0], found: forms[1])) }
        return drift
    }
}

extension Container {
    fileprivate var isGzip: Bool { self == .gzip }
}

extension SourceFormat {
    /// What people call it.
    fileprivate var words: String {
        switch self {
        case .delimited(let dialect) where dialect.starts != nil: "fixed width"
        case .delimited(let dialect):
            "delimited by \(dialect.delimiterName)\(dialect.isWrapped ? ", lines quoted as a whole" : "")"
        case .json(let layout): layout.words
        }
    }
}

extension TextEncoding {
    /// Whether a byte is a character.
    var isOfSingleBytes: Bool { Self.singleByte.contains(self) }

    /// Whether characters of ASCII are themselves.
    fileprivate var holdsASCII: Bool { self == .utf8 || isOfSingleBytes }
}
