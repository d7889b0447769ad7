import Postgres

/// Names of several tenants as parameters of a query, which numbers the tenants from 1.
///
/// The names are words that the platform derives, so that nothing needs quoting.
struct WantedNames {
    private let lines: [[String]]

    init(_ names: some Sequence<[String]>) {
        lines = Array(names)
    }

    /// A line a tenant, with a space between two names; `unnest(string_to_array(…)) with ordinality` numbers them.
    var text: String {
        var text = ""
        for (index, line) in lines.enumerated() {
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
        for (index, line) in lines.enumerated() where !line.isEmpty {
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
