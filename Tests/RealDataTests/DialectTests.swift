import Formats
import Testing

/// `dialects/`: real files of every dialect, with what people say they are.
@Suite(.enabled(if: RealData.isThere, "SOCLE_REAL_DATA names no folder"))
struct DialectTests {
    struct Annotation {
        let file: String
        let encoding: String
        let delimiter: UInt8
        let quote: UInt8
    }

    /// Encodings that the product reads.
    private static let supported: Set<String> = ["utf8", "utf16", "ansi"]

    private static func annotations() -> [Annotation] {
        let bytes: [String: UInt8] = [
            "comma": UInt8(ascii: ","), "semicolon": UInt8(ascii: ";"), "tab": UInt8(ascii: "\t"),
            "vslash": UInt8(ascii: "|"), "nsign": UInt8(ascii: "#"), "space": UInt8(ascii: " "),
            "colon": UInt8(ascii: ":"), "doublequote": UInt8(ascii: "\""), "singlequote": UInt8(ascii: "'"),
        ]
        let text = String(decoding: RealData.bytes("dialects/annotations.txt"), as: UTF8.self)
        return text.split(separator: "\n").dropFirst(2).compactMap { line in
            let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            guard fields.count >= 4, let delimiter = bytes[fields[2]], let quote = bytes[fields[3]] else {
                return nil
            }
            return Annotation(file: fields[0], encoding: fields[1], delimiter: delimiter, quote: quote)
        }
    }

    @Test("nearly every delimiter of the annotated files is found")
    func delimiters() throws {
        let annotations = Self.annotations().filter { Self.supported.contains($0.encoding) }
        try #require(annotations.count > 100)
        var right = 0
        for annotation in annotations {
            let found: UInt8?
            do {
                let source = try FileSource(path: RealData.path("dialects/files/" + annotation.file))
                let plan = try SourcePlan(sniffing: source)
                guard let dialect = plan.format.dialect else {
                    print("  \(annotation.file): read as JSON")
                    continue
                }
                found = plan.tables[0].width == 1 ? nil : dialect.delimiter
            } catch {
                print("  \(annotation.file): \(error)")
                continue
            }
            let bytes = RealData.bytes("dialects/files/" + annotation.file)
            // Where the delimiter does not occur, one column is right whatever it would be.
            if found == annotation.delimiter || found == nil && !bytes.contains(annotation.delimiter) {
                right += 1
            } else {
                let shown = found.map { String(Unicode.Scalar($0)) } ?? "none"
                print("  \(annotation.file): '\(shown)' instead of '\(Unicode.Scalar(annotation.delimiter))'")
            }
        }
        print("delimiters found: \(right) of \(annotations.count)")
        #expect(right * 100 >= annotations.count * 95)
    }
}
