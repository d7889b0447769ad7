import FoundationEssentials

/// What a ``FactLine`` tells of an object, after the object's name.
protocol LineDecodable {
    /// Reads the elements in the order in which they were written.
    init(in line: inout any UnkeyedDecodingContainer) throws
}

/// The objects of a text of lines.
enum Facts {
    /// Reads lines that begin with the object's name.
    static func named<Fact: LineDecodable>(_ text: String) throws -> [String: Fact] {
        var facts: [String: Fact] = [:]
        for line in try lines(text, as: NamedLine<Fact>.self) { facts[line.name] = line.fact }
        return facts
    }

    /// Reads lines that name their object among the rest.
    static func unnamed<Fact: LineDecodable>(_ text: String) throws -> [Fact] {
        try lines(text, as: UnnamedLine<Fact>.self).map(\.fact)
    }

    /// Reads lines of a name and one word.
    static func pairs(_ text: String) -> [(name: String, word: String)] {
        // By bytes, which a space and the end of a line are one of.
        text.utf8.split(separator: UInt8(ascii: "\n")).compactMap { line in
            guard let space = line.lastIndex(of: UInt8(ascii: " ")), let name = String(line[..<space]),
                let word = String(line[line.index(after: space)...])
            else { return nil }
            return (name, word)
        }
    }

    private static func lines<Line: Decodable>(_ text: String, as type: Line.Type) throws -> [Line] {
        let decoder = JSONDecoder()
        return try text.split(separator: "\n").map { try decoder.decode(type, from: Data($0.utf8)) }
    }
}

private struct NamedLine<Fact: LineDecodable>: Decodable {
    let name: String
    let fact: Fact

    init(from decoder: any Decoder) throws {
        var line = try decoder.unkeyedContainer()
        name = try line.decode(String.self)
        fact = try Fact(in: &line)
    }
}

private struct UnnamedLine<Fact: LineDecodable>: Decodable {
    let fact: Fact

    init(from decoder: any Decoder) throws {
        var line = try decoder.unkeyedContainer()
        fact = try Fact(in: &line)
    }
}

/// Splits `name=value`, as `pg_db_role_setting` keeps parameters.
func settingsByName(_ texts: [String]) -> [String: String] {
    var settings: [String: String] = [:]
    for text in texts {
        let equals = text.firstIndex(of: "=") ?? text.endIndex
        settings[String(text[..<equals])] = String(text[equals...].dropFirst())
    }
    return settings
}
