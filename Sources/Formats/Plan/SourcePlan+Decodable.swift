extension SourcePlan: Decodable {
    private enum Key: String, CodingKey {
        case containers, encoding, format, dialect, path, rows, key, evidence, warnings, tables
        case fallbackEncoding = "fallback_encoding"
    }

    /// Reads a plan as ``json`` writes it; what is left out is as usual.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let format: SourceFormat
        switch try container.decodeIfPresent(SniffOptions.Format.self, forKey: .format) ?? .delimited {
        case .delimited, .fixedWidth:
            format = .delimited(try container.decodeIfPresent(Dialect.self, forKey: .dialect) ?? Dialect())
        case .json:
            format = .json(
                JSONLayout(
                    try container.decodeIfPresent(JSONLayout.Rows.self, forKey: .rows) ?? .objects,
                    at: JSONPath(text: try container.decodeIfPresent(String.self, forKey: .path) ?? "$"),
                    key: try container.decodeIfPresent(String.self, forKey: .key)))
        case .jsonLines: format = .json(.lines)
        }
        let tables = try container.decode([TablePlan].self, forKey: .tables)
        guard !tables.isEmpty else {
            throw DecodingError.dataCorruptedError(
                forKey: .tables, in: container, debugDescription: "at least one table is asked for")
        }
        let containers = try (container.decodeIfPresent([String].self, forKey: .containers) ?? []).map { text in
            guard let value = Container(text) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .containers, in: container, debugDescription: "'gzip' or 'zip:PATH' is asked for")
            }
            return value
        }
        self.init(
            containers: containers,
            encoding: try container.decodeIfPresent(TextEncoding.self, forKey: .encoding) ?? .utf8,
            fallbackEncoding: try container.decodeIfPresent(TextEncoding.self, forKey: .fallbackEncoding),
            format: format, tables: tables,
            evidence: try container.decodeIfPresent([String].self, forKey: .evidence) ?? [],
            warnings: try container.decodeIfPresent([String].self, forKey: .warnings) ?? [])
    }
}

extension Dialect: Decodable {
    private enum Key: String, CodingKey {
        case delimiter, quote, escape, starts
        case lineEnd = "line_end"
        case skipsBlanksBeforeQuote = "skips_blanks_before_quote"
        case isWrapped = "lines_quoted"
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
        if let starts = try container.decodeIfPresent([Int].self, forKey: .starts) {
            guard let first = starts.first, first >= 1, zip(starts, starts.dropFirst()).allSatisfy({ $0 < $1 }) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .starts, in: container, debugDescription: "places count from 1, each behind the one before")
            }
            self = .fixedWidth(
                starts: starts,
                lineEnd: try container.decodeIfPresent(LineEnd.self, forKey: .lineEnd) ?? .lineFeed)
            return
        }
        let usual = Dialect()
        let delimiter = try container.decodeIfPresent(String.self, forKey: .delimiter).map { Array($0.utf8) } ?? []
        if delimiter.count > 1 || delimiter.first ?? 0 >= 0x80 {
            guard delimiter.count <= Dialect.longestDelimiter, !delimiter.contains(where: Self.isNoPartOfDelimiter)
            else {
                throw DecodingError.dataCorruptedError(
                    forKey: .delimiter, in: container,
                    debugDescription: "one character of ASCII, or several without letters, digits, quotes and line ends"
                )
            }
        }
        self.init(
            delimiter: delimiter.count > 1 ? delimiter[0] : try byte(.delimiter) ?? usual.delimiter,
            quote: container.contains(.quote) ? try byte(.quote) : usual.quote,
            escape: try container.decodeIfPresent(Dialect.Escape.self, forKey: .escape) ?? usual.escape,
            lineEnd: try container.decodeIfPresent(Dialect.LineEnd.self, forKey: .lineEnd) ?? usual.lineEnd,
            skipsBlanksBeforeQuote: try container.decodeIfPresent(Bool.self, forKey: .skipsBlanksBeforeQuote)
                ?? usual.skipsBlanksBeforeQuote)
        delimiterTail = Array(delimiter.dropFirst())
        isWrapped = try container.decodeIfPresent(Bool.self, forKey: .isWrapped) ?? usual.isWrapped
    }

    private static func isNoPartOfDelimiter(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || byte == UInt8(ascii: "\"") || byte == .lineFeed || byte == .carriageReturn
    }
}
