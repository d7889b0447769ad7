import Postgres

/// Names of several tenants as parameters of a query, which numbers the tenants from 1.
///
/// The names are words that the platform derives, so that nothing needs quoting.
struct WantedNames {
    private let names: [[String]]

    init(_ names: some Sequence<[String]>) {
        self.names = Array(names)
    }

    /// A line a tenant, with a space between two names, for `unnest(…) with ordinality as line (words, position)`.
    var lines: SQL { "string_to_array(\(literal: text), E'\\n')" }

    /// The lines as one text.
    var text: String {
        var text = ""
        for (index, line) in names.enumerated() {
            if index > 0 { text += "\n" }
            Self.add(line, to: &text)
        }
        return text
    }

    /// All names and the numbers of their tenants, for `unnest(…) as wanted (word, position)`.
    ///
    /// The planner knows how many they are. They are literals, so that the query can be streamed.
    var arrays: SQL {
        var words = ""
        var positions = ""
        for (index, line) in names.enumerated() where !line.isEmpty {
            if !words.isEmpty {
                words += " "
                positions += " "
            }
            Self.add(line, to: &words)
            Self.add(Array(repeating: String(index + 1), count: line.count), to: &positions)
        }
        return "string_to_array(\(literal: words), ' ')::name[], string_to_array(\(literal: positions), ' ')::integer[]"
    }

    private static func add(_ words: [String], to text: inout String) {
        for (index, word) in words.enumerated() {
            if index > 0 { text += " " }
            text += word
        }
    }
}
