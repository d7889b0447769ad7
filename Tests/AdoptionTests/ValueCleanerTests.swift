import Formats
import Testing

@testable import Adoption

@Suite("Cleaning of values")
struct ValueCleanerTests {
    private func clean(_ text: String, _ rules: [CleaningRule], _ passage: TargetType.Passage = .unchanged) -> String {
        var touched = ValueCleaner.Touched()
        return switch ValueCleaner(rules: rules, passage: passage).clean(Array(text.utf8), touched: &touched) {
        case .value(let bytes): String(decoding: bytes, as: UTF8.self)
        case .null: "null"
        case .refused(let reason): "refused: \(reason)"
        }
    }

    @Test(
        "a rule mends what it is for, and leaves what it is not for",
        arguments: [
            ([CleaningRule.trim], "  é\u{A0}\t", "é"), ([.trim], "a b", "a b"), ([.trim], "   ", ""),
            ([.emptyToNull], "", "null"), ([.emptyToNull], " ", " "), ([.trim, .emptyToNull], " \u{202F}", "null"),
            ([.mojibake], "JosÃ©", "José"), ([.mojibake], "L\u{2019}Ã‰tÃ©", "L\u{2019}Ã‰tÃ©"),
            ([.mojibake], "Ã‰tÃ©", "Été"), ([.mojibake], "José", "José"), ([.mojibake], "Ã", "Ã"),
            ([.mojibake], "â‚¬ 12", "€ 12"), ([.mojibake], "日本 Ã©", "日本 Ã©"),
            ([.communeZeros], "1004", "01004"), ([.communeZeros], "35238", "35238"), ([.communeZeros], "2A04", "2A04"),
            ([.communeZeros], "104", "104"), ([.postalZeros], "1000", "01000"),
        ])
    func rules(_ rules: [CleaningRule], _ given: String, _ expected: String) {
        #expect(clean(given, rules) == expected)
    }

    private func outcome(_ bytes: [UInt8], readsAnyBytes: Bool = false) -> ValueCleaner.Outcome {
        var touched = ValueCleaner.Touched()
        return ValueCleaner(rules: [], passage: .unchanged, readsAnyBytes: readsAnyBytes).clean(
            bytes, touched: &touched)
    }

    @Test("a value that several rules changed is counted for each, and for no other")
    func touched() {
        var touched = ValueCleaner.Touched()
        let cleaner = ValueCleaner(rules: [.trim, .mojibake, .emptyToNull, .communeZeros], passage: .unchanged)
        #expect(cleaner.clean(Array(" JosÃ© ".utf8), touched: &touched) == .value(Array("José".utf8)))
        #expect(touched.rules == [.trim, .mojibake])
        touched = ValueCleaner.Touched()
        #expect(cleaner.clean(Array(" 1004".utf8), touched: &touched) == .value(Array("01004".utf8)))
        #expect(touched.rules == [.trim, .communeZeros])
        touched = ValueCleaner.Touched()
        #expect(cleaner.clean(Array("José".utf8), touched: &touched) == .value(Array("José".utf8)))
        #expect(touched.rules == [])
        #expect(cleaner.clean([0x20], touched: &touched) == .null)
        #expect(touched.rules == [.trim, .emptyToNull])
    }

    @Test("a text that went wrong twice is mended twice")
    func twice() {
        let once = "JosÃ©"
        let twice = "JosÃƒÂ©"
        #expect(Mojibake.mended(once) == "José")
        #expect(Mojibake.mended(twice) == "José")
        #expect(Mojibake.mended("plain") == nil)
    }

    @Test(
        "numbers and dates are read as French hands write them, and what is none is refused",
        arguments: [
            (
                "1 234,50", TargetType.Passage.read(.numeric(precision: nil, scale: 0)), CleaningRule.frenchNumber,
                "1234.50"
            ),
            ("1\u{202F}234,5", .read(.numeric(precision: nil, scale: 0)), .frenchNumber, "1234.5"),
            ("12.5", .read(.numeric(precision: nil, scale: 0)), .frenchNumber, "12.5"),
            (
                "007", .read(.numeric(precision: nil, scale: 0)), .frenchNumber,
                "refused: a number would lose its leading zero"
            ),
            ("douze", .read(.numeric(precision: nil, scale: 0)), .frenchNumber, "refused: not a value of type numeric"),
            ("31/12/2024", .read(.date), .frenchDate, "2024-12-31"),
            ("2024-12-31", .read(.date), .frenchDate, "2024-12-31"),
            ("31/02/2024", .read(.date), .frenchDate, "refused: no such date or time"),
            ("99999999999", .read(.integer), .frenchNumber, "refused: out of the range of type integer"),
        ])
    func typed(_ given: String, _ passage: TargetType.Passage, _ rule: CleaningRule, _ expected: String) {
        #expect(clean(given, [rule], passage) == expected)
    }

    @Test("every text without a rule comes out as COPY reads it back")
    func roundTrip() {
        for text in ["", "\\N", "\\", "a\tb\nc\rd\\.", "'; drop table x; --", "\u{1}\u{7F}", "👩‍👩‍👧", "é\u{301}"] {
            guard case .value(let bytes) = outcome(Array(text.utf8)) else {
                Issue.record("\(text) was not let through")
                continue
            }
            let back = bytes.withUnsafeBytes { CopyLine.value($0) }
            #expect(back.map { String(decoding: $0, as: UTF8.self) } == text)
        }
        #expect(outcome([0x61, 0]) == .refused("a NUL cannot be stored"))
    }

    @Test("bytes of a database without an encoding are read as Windows-1252 where they are no UTF-8")
    func anyBytes() {
        #expect(outcome([0xE9, 0x74, 0xE9], readsAnyBytes: true) == .value(Array("été".utf8)))
        #expect(outcome(Array("été".utf8), readsAnyBytes: true) == .value(Array("été".utf8)))
    }

    @Test("a digest of rows sees what changed and not their order")
    func digest() throws {
        func digest(_ rows: [String]) throws -> RowDigest {
            var digest = RowDigest()
            for row in rows { try Array(row.utf8).withUnsafeBytes { try digest.add($0) } }
            return digest
        }
        let rows = (0..<500).map { "row \($0)" }
        let one = try digest(rows)
        #expect(try digest(rows.reversed()) == one)
        #expect(try digest(rows + ["row 1"]) != one)
        #expect(try digest(rows.dropLast()) != one)
        #expect(try digest(rows.dropLast() + ["row 498"]) != one)
        #expect(RowDigest(one.text) == one)
        #expect(RowDigest("zz") == nil)
        var halves = try digest(Array(rows.prefix(200)))
        halves.add(try digest(Array(rows.dropFirst(200))))
        #expect(halves == one)
    }
}
