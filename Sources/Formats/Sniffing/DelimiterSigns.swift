/// What the first lines of a text tell of signs that may part its fields, beyond how often each byte occurs.
struct DelimiterSigns {
    private let lines: [[UInt8]]

    private static let mostLines = 300

    init(_ samples: [TextSurvey.Sample], terminator: UInt8) {
        let head = samples.first?.bytes ?? []
        lines = head.split(separator: terminator, maxSplits: Self.mostLines).prefix(Self.mostLines).map { Array($0) }
    }

    // MARK: Signs within values

    /// Whether a byte stands mostly within dates, times, addresses of persons and of pages.
    func belongsToValues(_ sign: UInt8) -> Bool {
        guard ":/@".utf8.contains(sign) else { return false }
        var signs = 0
        var ofValues = 0
        for line in lines {
            for word in line.split(whereSeparator: { $0.isBlank || ",;|\"'\r".utf8.contains($0) })
            where word.contains(sign) {
                let count = word.count { $0 == sign }
                signs += count
                if Self.isValue(Array(word), sign) { ofValues += count }
            }
        }
        return ofValues * 2 > signs
    }

    private static func isValue(_ word: [UInt8], _ sign: UInt8) -> Bool {
        if sign == UInt8(ascii: "@") {
            return word.count { $0 == sign } == 1 && word.last != sign
                && word.drop { $0 != sign }.contains(UInt8(ascii: "."))
        }
        let text = String(decoding: word, as: UTF8.self)
        return text.contains("://") || word.withUnsafeBufferPointer { TemporalReading($0) != nil }
    }

    // MARK: Signs together

    /// Delimiters of several bytes, such as `~|~`, `::` and `¦`, that stand in nearly every line; the longest first.
    func together() -> [[UInt8]] {
        guard lines.count > 1 else { return [] }
        var linesWith: [[UInt8]: Int] = [:]
        for line in lines {
            var found: Set<[UInt8]> = []
            for run in Self.runs(of: line) {
                for length in 2...max(2, min(Self.longest, run.count)) where length <= run.count {
                    let isWhole = length == run.count || run[run.startIndex + length] & 0xC0 != 0x80
                    if isWhole { found.insert(Array(run.prefix(length))) }
                }
            }
            for signs in found { linesWith[signs, default: 0] += 1 }
        }
        let common = linesWith.filter { $0.value * 10 >= lines.count * 9 }.map(\.key).filter { !isEmptyFields($0) }
        return Array(
            common.sorted { $0.count == $1.count ? $0.lexicographicallyPrecedes($1) : $0.count > $1.count }
                .prefix(Self.mostTried))
    }

    private static let longest = 6
    private static let mostTried = 4

    /// Whether signs are rather one delimiter again and again, between fields that are empty.
    private func isEmptyFields(_ signs: [UInt8]) -> Bool {
        guard let sign = signs.first, signs.allSatisfy({ $0 == sign }), sign != UInt8(ascii: ":") else { return false }
        var (runs, odd) = (0, 0)
        for line in lines {
            for run in line.split(whereSeparator: { $0 != sign }) {
                runs += 1
                if !run.count.isMultiple(of: signs.count) { odd += 1 }
            }
        }
        return odd * 10 > runs
    }

    /// The runs of signs of which a delimiter may be made, with those that are no ASCII; `;;` and `,,` are two.
    private static func runs(of line: [UInt8]) -> [ArraySlice<UInt8>] {
        var runs: [ArraySlice<UInt8>] = []
        var start: Int?
        var index = 0
        while index <= line.count {
            let length = index < line.count ? lengthOfSign(line, at: index) : 0
            if length == 0, let begin = start {
                runs.append(line[begin..<index])
                start = nil
            } else if length > 0, start == nil {
                start = index
            }
            index += max(1, length)
        }
        return runs
    }

    private static func lengthOfSign(_ line: [UInt8], at index: Int) -> Int {
        let byte = line[index]
        if byte < 0x80 { return "|~^#*&!@$%:+".utf8.contains(byte) ? 1 : 0 }
        // ¤ ¦ § ¬ ¶ in UTF-8.
        let isSign = byte == 0xC2 && index + 1 < line.count && [0xA4, 0xA6, 0xA7, 0xAC, 0xB6].contains(line[index + 1])
        return isSign ? 2 : 0
    }
}
