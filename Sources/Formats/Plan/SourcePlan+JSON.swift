package import Vocabulary

extension SourcePlan {
    /// The plan as a document for people to edit; reading it back gives the same plan.
    ///
    /// Every member is written, also where it is as usual, so that it can be seen and changed.
    package var json: JSON {
        var members: [JSON.Member]
        switch format {
        case .delimited(let dialect):
            let format = dialect.starts == nil ? SniffOptions.Format.delimited : .fixedWidth
            members = [JSON.Member("format", .string(format.rawValue)), JSON.Member("dialect", dialect.json)]
        case .json(let layout):
            members = [JSON.Member("format", layout.place == nil ? "jsonl" : "json")]
            if let (path, rows, key) = layout.place {
                members += [
                    JSON.Member("path", .string(path.description)), JSON.Member("rows", .string(rows.rawValue)),
                ]
                if let key { members.append(JSON.Member("key", .string(key))) }
            }
        }
        members.insert(JSON.Member("containers", .array(containers.map { .string($0.description) })), at: 1)
        members.insert(JSON.Member("encoding", .string(encoding.rawValue)), at: 2)
        members.insert(JSON.Member("fallback_encoding", JSON(fallbackEncoding?.rawValue)), at: 3)
        members += [
            JSON.Member("evidence", .array(evidence.map(JSON.string))),
            JSON.Member("warnings", .array(warnings.map(JSON.string))),
            JSON.Member("tables", .array(tables.map(\.json))),
        ]
        return .object(members)
    }
}

extension Dialect {
    fileprivate var json: JSON {
        if let starts {
            return ["starts": .array(starts.map { JSON($0) }), "line_end": .string(lineEnd.rawValue)]
        }
        return [
            "delimiter": .string(String(decoding: delimiterBytes, as: UTF8.self)),
            "quote": quote.map { .string(Self.text($0)) } ?? .null,
            "escape": .string(escape.rawValue), "line_end": .string(lineEnd.rawValue),
            "skips_blanks_before_quote": .bool(skipsBlanksBeforeQuote), "lines_quoted": .bool(isWrapped),
        ]
    }

    private static func text(_ byte: UInt8) -> String { String(Unicode.Scalar(byte)) }
}

extension TablePlan {
    fileprivate var json: JSON {
        [
            "name": JSON(name),
            "title": JSON(rows: bounds.titles),
            "header": JSON(rows: bounds.header),
            "code_row": JSON(bounds.codeRow),
            "data": [
                "first_row": JSON(bounds.firstDataRow), "last_row": JSON(bounds.lastDataRow ?? bounds.lastFoundRow),
                "to_end": .bool(bounds.lastDataRow == nil),
            ],
            "totals": .array(bounds.totals.map { JSON($0) }),
            "footer": JSON(rows: bounds.footer),
            "width": JSON(width),
            "evidence": .array(evidence.map(JSON.string)),
            "columns": .array(columns.map(\.json)),
        ]
    }
}

extension JSON {
    fileprivate init(rows: ClosedRange<Int>?) {
        self = rows.map { ["first_row": JSON($0.lowerBound), "last_row": JSON($0.upperBound)] } ?? .null
    }
}

extension PlanColumn {
    fileprivate var json: JSON {
        [
            "name": .string(name), "label": .string(label), "field": JSON(field), "type": .string(type.sql),
            "meaning": JSON(meaning?.rawValue),
            "is_status": .bool(isStatus),
            "format": [
                "decimal": .string(format.number.decimal.rawValue),
                "grouping": .string(format.number.grouping.rawValue),
                "unit": .string(format.number.unit.rawValue),
                "date_order": .string(format.dateOrder.rawValue),
                "restored_code": JSON(format.code?.rawValue),
                "null_words": .bool(format.hasNullWords),
                "trimmed": .bool(format.isPadded),
            ],
            "evidence": .array(evidence.map(JSON.string)),
        ]
    }
}
