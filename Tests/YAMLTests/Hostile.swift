import Vocabulary

/// A generator of random numbers that gives the same ones for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Texts that YAML has trouble with, and what is made of them at random.
enum Hostile {
    static let texts = [
        "", " ", "  ", "no", "Yes", "ON", "off", "y", "N", "true", "False", "null", "~", "Null", "01004",
        "2A004", "00", "0",
        "-0", "1.10", "1e3", "0x1F", "0o17", "1_000", "12:30:45", "2024-12-31", "2024-12-31T00:00:00Z",
        ".inf", "-.nan",
        "+33", "-", "- ", "- a", "-a", "--", "---", "--- a", "...", "?", "? a", ":", ": ", "a: b", "a:", ":a",
        "a:b",
        "#", " #", "a #b", "a#b", "&a", "*a", "!a", "!!str a", "|", ">", "|-\n a", "%a", "%YAML 1.1", "@a",
        "`a", "'", "''",
        "\"", "it's", "say \"x\"", "'q'", "[", "]", "{", "}", "[a]", "{a: b}", ",", "a, b", "<<", "=", "a\\b",
        "\\", "\\n",
        "${X}", "$${X}", " a", "a ", "\ta", "a\t", "a\tb", "a\n", "\na", "a\nb", "a\n\nb\n", "a\nb ", " a\nb",
        "a\n b\n",
        "a\n\n", "\n", "\n\n", "a\n# b\n", "- a\n- b\n", "---\na", "a\n---\nb\n", "a\r\nb", "a\rb", "\r", "é",
        "É: è", "œuvre",
        "Saint-Étienne", "e\u{301}", "\u{301}", "日本語", "🎉", "👩‍👩‍👧", "a🎉: b", "\u{0}", "\u{7}", "\u{1B}[31m",
        "\u{7F}", "\u{85}",
        "\u{A0}", "\u{2028}", "a\u{2029}b", "\u{FEFF}", "a\u{FEFF}", "\u{200B}", "\u{202E}abc", "\u{E000}",
        "\u{FFFD}",
        "\u{10FFFF}", "\u{FFFE}", String(repeating: "x", count: 200), String(repeating: "x y ", count: 100),
        String(repeating: "k", count: 1500) + ": ",
    ]

    static func text(_ random: inout SeededGenerator) -> String {
        (0..<Int.random(in: 1...3, using: &random)).map { _ in texts.randomElement(using: &random) ?? "" }
            .joined()
    }

    static func value(_ random: inout SeededGenerator, depth: Int = 0) -> JSON {
        switch Int.random(in: 0..<(depth < 4 ? 10 : 6), using: &random) {
        case 0: return .null
        case 1: return .bool(.random(using: &random))
        case 2:
            let numbers = ["0", "-1", "1.10", "9223372036854775808", "1e3", "-0.5E-7", "100"]
            return .number(numbers.randomElement(using: &random) ?? "0")
        case 3...5: return .string(text(&random))
        case 6, 7:
            let count = Int.random(in: 0...4, using: &random)
            return .array((0..<count).map { _ in value(&random, depth: depth + 1) })
        default:
            // Keys that Swift takes for the same, such as é in two forms, are one key.
            let keys = Set((0..<Int.random(in: 0...4, using: &random)).map { _ in text(&random) }).sorted()
            return .object(keys.map { JSON.Member($0, value(&random, depth: depth + 1)) })
        }
    }
}
