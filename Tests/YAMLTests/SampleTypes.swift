import Vocabulary
import YAML

/// A tenant's identifier as a file holds it: its own initialiser checks it.
struct CheckedIdentifier: Decodable, Equatable {
    let identifier: TenantIdentifier

    init(from decoder: any Decoder) throws {
        identifier = try TenantIdentifier(decoder.singleValueContainer().decode(String.self))
    }
}

struct Contact: Decodable, Equatable {
    var name: String
    var email: String
    var phone: String?
}

struct Limits: Decodable, Equatable {
    var users: Int
    var cores: Double?
    var multiFactor: Bool?
    var thresholds: [Int]?
    var quotas: [String: Int]?

    enum CodingKeys: String, CodingKey {
        case users, cores, thresholds, quotas
        case multiFactor = "mfa_required"
    }
}

/// A type whose coding keys list themselves, so that all of them may be proposed.
struct Declaration: Decodable, Equatable {
    var identifier: CheckedIdentifier
    var tier: Tier
    var contact: Contact?
    var limits: Limits?
    var channels: [Channel]?
    var note: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case identifier, tier, contact, limits, channels, note
    }
}

/// A type of one scalar of every kind, all required.
struct Scalars: Decodable, Equatable {
    var text: String
    var integer: Int
    var small: Int8
    var natural: UInt
    var number: Double
    var truth: Bool
}

/// Decodes a text as a type.
func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
    try YAMLDecoder().decode(type, from: YAMLDocument(parsing: text, file: "t.yml"))
}
