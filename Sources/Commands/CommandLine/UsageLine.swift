/// How a command is written: `socle tenant new TENANT --tier TIER [options]`.
struct UsageLine {
    let text: String

    /// - Parameter path: the commands from the program to the one described.
    init(_ path: [Command]) {
        var words = path.map(\.name)
        if let command = path.last {
            switch command.content {
            case .group: words.append("COMMAND")
            case .leaf(let fields, _): words += Self.words(of: fields)
            }
        }
        text = words.joined(separator: " ")
    }

    private static func words(of fields: [Field]) -> [String] {
        let arguments = fields.filter { $0.shape == .argument }.map { field in
            let word = field.isRepeated ? "\(field.name)…" : field.name
            return field.isRequired ? word : "[\(word)]"
        }
        let required = fields.filter { $0.shape != .argument && $0.isRequired }.map(\.synopsis)
        let hasMore = fields.contains { $0.shape != .argument && !$0.isRequired }
        return arguments + required + (hasMore ? ["[options]"] : [])
    }
}
