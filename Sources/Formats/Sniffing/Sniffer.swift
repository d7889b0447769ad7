extension SourcePlan {
    /// Finds out how tables lie in a source, and the types of their columns from all of its rows.
    ///
    /// **Cost** two passes over the source, and a third where its end shows that it has other tables than its
    /// beginning; memory that does not depend on its size, but on the number of its columns.
    /// - Throws: ``FormatFailure`` for what holds no table: an empty source, an
    ///   image, a JSON text without an array of objects; a failure of the
    ///   archive in which the source lies.
    package init(sniffing source: any ByteSource, options: SniffOptions = SniffOptions()) throws {
        let opened = try OpenedSource(source, entry: options.entry, limits: options.limits)
        self = try Self.sniff(opened.source, options)
        containers = opened.containers
    }

    private static func sniff(_ source: any ByteSource, _ options: SniffOptions) throws -> SourcePlan {
        let text = try openText(source, options)
        let survey = try TextSurvey(text.source)
        let encoding = text.decision ?? survey.encoding
        let format = options.format ?? (looksLikeJSON(survey) ? .json : .delimited)
        switch format {
        case .json, .jsonLines:
            var options = options
            options.format = format
            return try JSONSniffer(source: text.source, options: options).plan()
        case .delimited, .fixedWidth:
            if let path = options.path { throw FormatFailure.notJSON(source.name, path: path) }
            return try DelimitedSniffer(source: source, survey: survey, encoding: encoding, options: options)
                .plan()
        }
    }

    /// Recognises what can be told from the first bytes: UTF-16, and what is no text at all.
    private static func openText(
        _ source: any ByteSource, _ options: SniffOptions
    ) throws -> (source: any ByteSource, decision: EncodingDecision?) {
        let head = try source.head(64 * 1024)
        guard !head.isEmpty else { throw FormatFailure.empty(source.name) }
        let decision = try head.withUnsafeBufferPointer { head -> EncodingDecision? in
            if let encoding = options.encoding {
                return EncodingDecision(encoding: encoding, fallback: nil, evidence: "encoding was given")
            }
            if let decision = UTF16Mark.recognise(head) { return decision }
            if let seems = BinaryContent.recognise(head) {
                throw FormatFailure.binary(source.name, seems: seems)
            }
            return nil
        }
        switch decision?.encoding {
        case .utf16LittleEndian: return (UTF16Source(source, isBigEndian: false), decision)
        case .utf16BigEndian: return (UTF16Source(source, isBigEndian: true), decision)
        default: return (source, decision)
        }
    }

    /// Whether the text begins as an array or an object does, which no row of a table is likely to.
    private static func looksLikeJSON(_ survey: TextSurvey) -> Bool {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        guard var head = survey.samples.first?.bytes[...] else { return false }
        if head.starts(with: mark) { head = head.dropFirst(3) }
        let dense = head.lazy.filter { $0 > .space }.prefix(2)
        guard let first = dense.first, let second = dense.dropFirst().first else { return false }
        switch first {
        case UInt8(ascii: "{"): return second == UInt8(ascii: "\"") || second == UInt8(ascii: "}")
        case UInt8(ascii: "["): return second.isDigit || "{[\"]-tfn".utf8.contains(second)
        default: return false
        }
    }
}
