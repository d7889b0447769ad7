extension TablePlan: Decodable {
    private enum Key: String, CodingKey {
        case format, path, columns, evidence, warnings
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let layout: Layout
        switch try container.decode(SniffOptions.Format.self, forKey: .format) {
        case .delimited: layout = .delimited(try DelimitedLayout(from: decoder))
        case .json:
            layout = .json(
                .array(at: JSONPath(text: try container.decodeIfPresent(String.self, forKey: .path) ?? "$")))
        case .jsonLines: layout = .json(.lines)
        }
        self.init(
            layout: layout, columns: try container.decode([PlanColumn].self, forKey: .columns),
            evidence: try container.decodeIfPresent([String].self, forKey: .evidence) ?? [],
            warnings: try container.decodeIfPresent([String].self, forKey: .warnings) ?? [])
    }
}

extension DelimitedLayout: Decodable {
    private enum Key: String, CodingKey {
        case encoding, delimiter, quote, escape, width
        case fallbackEncoding = "fallback_encoding"
        case lineEnd = "line_end"
        case skipsBlanksBeforeQuote = "skips_blanks_before_quote"
        case headerLine = "header_line"
        case firstDataLine = "first_data_line"
        case lastDataLine = "last_data_line"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        func byte(_ key: Key) throws -> UInt8? {
            guard let text = try container.decodeIfPresent(String.self, forKey: key), !text.isEmpty else {
                return nil
            }
            guard text.utf8.count == 1, let byte = text.utf8.first, byte != .lineFeed, byte != .carriageReturn
            else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: container, debugDescription: "one character of ASCII is asked for")
            }
            return byte
        }
        guard let delimiter = try byte(.delimiter) else {
            throw DecodingError.dataCorruptedError(
                forKey: .delimiter, in: container, debugDescription: "one character of ASCII is asked for")
        }
        let dialect = Dialect(
            delimiter: delimiter, quote: try byte(.quote),
            escape: try container.decodeIfPresent(Dialect.Escape.self, forKey: .escape) ?? .doubled,
            lineEnd: try container.decodeIfPresent(Dialect.LineEnd.self, forKey: .lineEnd) ?? .lineFeed,
            skipsBlanksBeforeQuote: try container.decodeIfPresent(Bool.self, forKey: .skipsBlanksBeforeQuote)
                ?? false)
        let headerLine = try container.decodeIfPresent(Int.self, forKey: .headerLine)
        let firstDataLine = try container.decodeIfPresent(Int.self, forKey: .firstDataLine)
        self.init(
            encoding: try container.decode(TextEncoding.self, forKey: .encoding),
            fallbackEncoding: try container.decodeIfPresent(TextEncoding.self, forKey: .fallbackEncoding),
            dialect: dialect, width: try container.decode(Int.self, forKey: .width),
            bounds: TableBounds(
                headerLine: headerLine, firstDataLine: firstDataLine ?? (headerLine ?? 0) + 1,
                lastDataLine: try container.decodeIfPresent(Int.self, forKey: .lastDataLine)))
    }
}

extension PlanColumn: Decodable {
    private enum Key: String, CodingKey {
        case name, label, field, type, meaning, decimal, grouping, unit, evidence
        case dateOrder = "date_order"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let name = try container.decode(String.self, forKey: .name)
        let number = NumberFormat(
            decimal: try container.decodeIfPresent(NumberFormat.Decimal.self, forKey: .decimal) ?? .point,
            grouping: try container.decodeIfPresent(NumberFormat.Grouping.self, forKey: .grouping) ?? .none,
            unit: try container.decodeIfPresent(NumberFormat.Unit.self, forKey: .unit) ?? .none)
        let order = try container.decodeIfPresent(DateOrder.self, forKey: .dateOrder) ?? .dayMonthYear
        self.init(
            name: name, label: try container.decodeIfPresent(String.self, forKey: .label) ?? name,
            field: try container.decodeIfPresent(Int.self, forKey: .field) ?? 0,
            type: try container.decode(ColumnType.self, forKey: .type),
            format: ValueFormat(number: number, dateOrder: order),
            meaning: try container.decodeIfPresent(Meaning.self, forKey: .meaning),
            evidence: try container.decodeIfPresent([String].self, forKey: .evidence) ?? [])
    }
}
