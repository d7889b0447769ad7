extension TablePlan: Decodable {
    private enum Key: String, CodingKey {
        case name, title, header, data, totals, footer, width, evidence, columns
        case codeRow = "code_row"
    }

    private enum Ends: String, CodingKey {
        case first = "first_row"
        case last = "last_row"
        case toEnd = "to_end"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        func rows(_ key: Key) throws -> ClosedRange<Int>? {
            guard container.contains(key), try !container.decodeNil(forKey: key) else { return nil }
            let ends = try container.nestedContainer(keyedBy: Ends.self, forKey: key)
            let first = try ends.decode(Int.self, forKey: .first)
            let last = try ends.decodeIfPresent(Int.self, forKey: .last) ?? first
            guard first >= 1, last >= first else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: container, debugDescription: "rows count from 1, the first before the last")
            }
            return first...last
        }
        let header = try rows(.header)
        var bounds = TableBounds(
            titles: try rows(.title), header: header,
            codeRow: try container.decodeIfPresent(Int.self, forKey: .codeRow),
            firstDataRow: (header?.upperBound ?? 0) + 1,
            totals: try container.decodeIfPresent([Int].self, forKey: .totals)?.sorted() ?? [],
            footer: try rows(.footer))
        if container.contains(.data), try !container.decodeNil(forKey: .data) {
            let ends = try container.nestedContainer(keyedBy: Ends.self, forKey: .data)
            bounds.firstDataRow = try ends.decodeIfPresent(Int.self, forKey: .first) ?? bounds.firstDataRow
            bounds.lastFoundRow = try ends.decodeIfPresent(Int.self, forKey: .last)
            let isOpen = try ends.decodeIfPresent(Bool.self, forKey: .toEnd) ?? false
            bounds.lastDataRow = isOpen ? nil : bounds.lastFoundRow
        }
        let columns = try container.decode([PlanColumn].self, forKey: .columns)
        self.init(
            name: try container.decodeIfPresent(String.self, forKey: .name), bounds: bounds,
            width: try container.decodeIfPresent(Int.self, forKey: .width) ?? columns.map(\.field).max() ?? 0,
            columns: columns, evidence: try container.decodeIfPresent([String].self, forKey: .evidence) ?? [])
    }
}

extension PlanColumn: Decodable {
    private enum Key: String, CodingKey {
        case name, label, field, type, meaning, format, evidence
        case isStatus = "is_status"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let name = try container.decode(String.self, forKey: .name)
        self.init(
            name: name, label: try container.decodeIfPresent(String.self, forKey: .label) ?? name,
            field: try container.decodeIfPresent(Int.self, forKey: .field) ?? 0,
            type: try container.decode(ColumnType.self, forKey: .type),
            format: try container.decodeIfPresent(ValueFormat.self, forKey: .format) ?? ValueFormat(),
            meaning: try container.decodeIfPresent(Meaning.self, forKey: .meaning),
            isStatus: try container.decodeIfPresent(Bool.self, forKey: .isStatus) ?? false,
            evidence: try container.decodeIfPresent([String].self, forKey: .evidence) ?? [])
    }
}

extension ValueFormat: Decodable {
    private enum Key: String, CodingKey {
        case decimal, grouping, unit
        case dateOrder = "date_order"
        case code = "restored_code"
        case nullWords = "null_words"
        case trimmed
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let number = NumberFormat(
            decimal: try container.decodeIfPresent(NumberFormat.Decimal.self, forKey: .decimal) ?? .point,
            grouping: try container.decodeIfPresent(NumberFormat.Grouping.self, forKey: .grouping) ?? .none,
            unit: try container.decodeIfPresent(NumberFormat.Unit.self, forKey: .unit) ?? .none)
        self.init(
            number: number,
            dateOrder: try container.decodeIfPresent(DateOrder.self, forKey: .dateOrder) ?? .dayMonthYear,
            code: try container.decodeIfPresent(CodeForm.self, forKey: .code),
            hasNullWords: try container.decodeIfPresent(Bool.self, forKey: .nullWords) ?? false,
            isPadded: try container.decodeIfPresent(Bool.self, forKey: .trimmed) ?? false)
    }
}
