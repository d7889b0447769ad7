import Postgres

/// What a line of a ``FactText`` tells of an object.
protocol FactDecodable {
    /// Reads the columns in the order in which they were written.
    init(from columns: inout FactColumns) throws
}

/// The columns of a line, taken one after the other.
struct FactColumns {
    private var values: ArraySlice<String?> = []

    /// Takes a line and its end off the front of a text.
    fileprivate init(takenFrom bytes: inout ArraySlice<UInt8>) {
        bytes.removeFirst()
        repeat {
            values.append(Self.value(takenFrom: &bytes))
        } while bytes.popFirst() == UInt8(ascii: ",")
        _ = bytes.popFirst()
    }

    private static func value(takenFrom bytes: inout ArraySlice<UInt8>) -> String? {
        let (quote, backslash) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))
        guard bytes.first == quote else {
            let plain = bytes.prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: ")") }
            bytes.removeFirst(plain.count)
            return plain.isEmpty ? nil : String(decoding: plain, as: UTF8.self)
        }
        bytes.removeFirst()
        var value: [UInt8] = []
        while let byte = bytes.popFirst() {
            if byte == quote, bytes.first != quote { break }
            // Either stands there twice.
            if byte == quote || byte == backslash { bytes.removeFirst() }
            value.append(byte)
        }
        return String(decoding: value, as: UTF8.self)
    }

    /// The next column, nil where it is null.
    mutating func text() throws -> String? {
        guard let value = values.popFirst() else {
            throw PostgresFailure.undecodableField(column: values.endIndex, wanted: "text")
        }
        return value
    }

    mutating func word() throws -> String { try text() ?? "" }

    mutating func integer() throws -> Int {
        guard let value = Int(try word()) else {
            throw PostgresFailure.undecodableField(column: values.startIndex - 1, wanted: "integer")
        }
        return value
    }

    /// The next array, nil where it is null.
    mutating func texts() throws -> [String]? {
        guard let text = try text() else { return nil }
        guard let elements = arrayElements(of: text) else {
            throw PostgresFailure.undecodableField(column: values.startIndex - 1, wanted: "text[]")
        }
        return elements.compactMap(\.self)
    }

    /// The next array as rights, nil where it is null.
    mutating func rights() throws -> Set<InspectedTenant.Right>? {
        try texts().map { Set($0.map(InspectedTenant.Right.init(text:))) }
    }
}

/// The objects of a text of lines.
enum Facts {
    /// Reads lines that begin with the object's name.
    static func named<Fact: FactDecodable>(_ text: FactText) throws -> [String: Fact] {
        var facts: [String: Fact] = [:]
        try forEachLine(of: text) { columns in
            let name = try columns.word()
            facts[name] = try Fact(from: &columns)
        }
        return facts
    }

    /// Reads lines that name their object among the rest.
    static func unnamed<Fact: FactDecodable>(_ text: FactText) throws -> [Fact] {
        var facts: [Fact] = []
        try forEachLine(of: text) { facts.append(try Fact(from: &$0)) }
        return facts
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

    private static func forEachLine(of text: FactText, _ body: (inout FactColumns) throws -> Void) throws {
        var bytes = text.bytes[...]
        while !bytes.isEmpty {
            var columns = FactColumns(takenFrom: &bytes)
            try body(&columns)
        }
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
