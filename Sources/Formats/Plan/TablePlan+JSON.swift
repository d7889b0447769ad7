package import Vocabulary

extension TablePlan {
    /// The plan as a document for people to edit; reading it back gives the same plan.
    ///
    /// What is usual is left out: a decimal point, dates that begin with the day.
    package var json: JSON {
        var members: [JSON.Member] = []
        switch layout {
        case .delimited(let layout): members = layout.members
        case .json(.array(let path)):
            members = [JSON.Member("format", "json"), JSON.Member("path", .string(path.description))]
        case .json(.lines): members = [JSON.Member("format", "jsonl")]
        }
        if !evidence.isEmpty { members.append(JSON.Member("evidence", .array(evidence.map(JSON.string)))) }
        if !warnings.isEmpty { members.append(JSON.Member("warnings", .array(warnings.map(JSON.string)))) }
        members.append(JSON.Member("columns", .array(columns.map(\.json))))
        return .object(members)
    }
}

extension DelimitedLayout {
    fileprivate var members: [JSON.Member] {
        var members = [
            JSON.Member("format", "delimited"),
            JSON.Member("encoding", .string(encoding.rawValue)),
        ]
        if let fallbackEncoding {
            members.append(JSON.Member("fallback_encoding", .string(fallbackEncoding.rawValue)))
        }
        members += [
            JSON.Member("delimiter", .string(Self.text(dialect.delimiter))),
            JSON.Member("quote", dialect.quote.map { .string(Self.text($0)) } ?? .null),
            JSON.Member("escape", .string(dialect.escape.rawValue)),
            JSON.Member("line_end", .string(dialect.lineEnd.rawValue)),
        ]
        if dialect.skipsBlanksBeforeQuote { members.append(JSON.Member("skips_blanks_before_quote", true)) }
        members += [
            JSON.Member("width", JSON(width)),
            JSON.Member("header_line", JSON(bounds.headerLine)),
            JSON.Member("first_data_line", JSON(bounds.firstDataLine)),
        ]
        if let last = bounds.lastDataLine { members.append(JSON.Member("last_data_line", JSON(last))) }
        return members
    }

    private static func text(_ byte: UInt8) -> String { String(Unicode.Scalar(byte)) }
}

extension PlanColumn {
    fileprivate var json: JSON {
        var members = [JSON.Member("name", .string(name)), JSON.Member("label", .string(label))]
        if field > 0 { members.append(JSON.Member("field", JSON(field))) }
        members.append(JSON.Member("type", .string(type.sql)))
        if let meaning { members.append(JSON.Member("meaning", .string(meaning.rawValue))) }
        let usual = ValueFormat()
        if format.number.decimal != usual.number.decimal {
            members.append(JSON.Member("decimal", .string(format.number.decimal.rawValue)))
        }
        if format.number.grouping != usual.number.grouping {
            members.append(JSON.Member("grouping", .string(format.number.grouping.rawValue)))
        }
        if format.number.unit != usual.number.unit {
            members.append(JSON.Member("unit", .string(format.number.unit.rawValue)))
        }
        if format.dateOrder != usual.dateOrder {
            members.append(JSON.Member("date_order", .string(format.dateOrder.rawValue)))
        }
        if !evidence.isEmpty { members.append(JSON.Member("evidence", .array(evidence.map(JSON.string)))) }
        return .object(members)
    }
}
