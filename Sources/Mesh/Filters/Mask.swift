package import Vocabulary

/// How the values of a column are hidden from a subscriber.
package enum Mask: Hashable, Sendable {
    /// Nothing is shown: null in every row, in the column's own type.
    case null
    /// Three stars in every row; texts only.
    case redact
    /// The salted SHA-256 in hexadecimal, the same for the same text within one share; texts only.
    case hash
    /// The first characters and three stars; texts only.
    case partial(keep: Int)
    /// The first of January of the year; dates and times only.
    case year

    /// The mask in the shape in which the mesh keeps it.
    package var json: JSON {
        let name = JSON.Member("mask", .string(kind.rawValue))
        guard case .partial(let keep) = self else { return .object([name]) }
        return .object([name, JSON.Member("keep", .number("\(keep)"))])
    }

    enum Kind: String, CaseIterable, Decodable {
        case null, redact, hash, partial, year
    }

    var kind: Kind {
        switch self {
        case .null: .null
        case .redact: .redact
        case .hash: .hash
        case .partial: .partial
        case .year: .year
        }
    }
}

extension Mask: Decodable {
    private enum Keys: String, CodingKey, CaseIterable {
        case mask, keep
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        // Without quotes `null` is nothing to YAML, and here it is meant as the mask.
        let isNull = try container.contains(.mask) && container.decodeNil(forKey: .mask)
        let kind = isNull ? .null : try container.decode(Kind.self, forKey: .mask)
        let keep = try container.decodeIfPresent(Int.self, forKey: .keep)
        guard (kind == .partial) == (keep != nil), (1...64).contains(keep ?? 1) else {
            throw MeshFailure.keepOfMask(kind.rawValue)
        }
        switch kind {
        case .null: self = .null
        case .redact: self = .redact
        case .hash: self = .hash
        case .partial: self = .partial(keep: keep ?? 1)
        case .year: self = .year
        }
    }
}
