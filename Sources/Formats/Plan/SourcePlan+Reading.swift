import FoundationEssentials
import Vocabulary

extension SourcePlan {
    /// Reads a plan that ``json`` was written to, perhaps edited since.
    ///
    /// - Throws: ``FormatFailure``, with line and column where it is no JSON and with the member where it is no plan.
    package init(reading source: any ByteSource) throws {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        let limit = 64 * 1024 * 1024
        while true {
            let count = try chunk.withUnsafeMutableBytes { try source.read(into: $0) }
            if count == 0 { break }
            bytes += chunk[..<count]
            guard bytes.count <= limit else {
                throw FormatFailure.invalidPlan("it is longer than 64 MB", file: source.name)
            }
        }
        do {
            try PlanMembers.check(JSON(parsing: bytes, name: source.name, limits: Self.planLimits(limit)))
            self = try JSONDecoder().decode(SourcePlan.self, from: Data(bytes))
        } catch let problem as PlanMembers.Problem {
            throw FormatFailure.invalidPlan(problem.words, file: source.name, hint: problem.hint)
        } catch FormatFailure.malformedJSON(let position, let problem) {
            // A plan is a file of the platform, and no data that somebody delivered.
            let words = "line \(position.line), column \(position.column): \(problem)"
            throw FormatFailure.invalidPlan(words, file: source.name)
        } catch let error as DecodingError {
            throw FormatFailure.invalidPlan(Self.words(for: error), file: source.name)
        }
        try requireNames(source.name)
    }

    /// Every name is one that a column may have, and stands once in its table.
    private func requireNames(_ file: String) throws {
        for (number, table) in tables.enumerated() {
            var known: Set<String> = []
            for (index, column) in table.columns.enumerated() {
                let place = "tables[\(number)].columns[\(index)].name: \(quoted(column.name))"
                guard ColumnName.isClean(column.name) else {
                    let clean = ColumnName.names(for: [column.name])[0]
                    throw FormatFailure.invalidPlan(
                        "\(place) is not of lowercase letters of ASCII, digits and underscores, at most 63", file: file,
                        hint: "Write for example \(quoted(clean)).")
                }
                guard known.insert(column.name).inserted else {
                    throw FormatFailure.invalidPlan("\(place) is the name of another column as well", file: file)
                }
            }
        }
    }

    private static func planLimits(_ bytes: Int) -> FormatLimits {
        var limits = FormatLimits()
        limits.recordBytes = bytes
        return limits
    }

    private static func words(for error: DecodingError) -> String {
        switch error {
        case .dataCorrupted(let context), .typeMismatch(_, let context), .valueNotFound(_, let context):
            place(context.codingPath) + context.debugDescription
        case .keyNotFound(let key, let context):
            place(context.codingPath) + "member \(quoted(key.stringValue)) is missing"
        @unknown default: "\(error)"
        }
    }

    private static func place(_ path: [any CodingKey]) -> String {
        if path.isEmpty { return "" }
        let place = path.reduce(into: "") { text, key in
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += (text.isEmpty ? "" : ".") + key.stringValue
            }
        }
        return place + ": "
    }
}
