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
            guard bytes.count <= limit else { throw FormatFailure.invalidPlan("it is longer than 64 MB") }
        }
        _ = try JSON(parsing: bytes, name: source.name, limits: Self.planLimits(limit))
        do {
            self = try JSONDecoder().decode(SourcePlan.self, from: Data(bytes))
        } catch let error as DecodingError {
            throw FormatFailure.invalidPlan(Self.words(for: error))
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
