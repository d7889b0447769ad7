internal import Vocabulary

/// The names of the relations of the tenant's schemas, of which each can be given once.
struct RelationNames {
    private var taken: [String: Set<String>]
    private let existing: [String: Set<String>]

    init(_ existing: [String: Set<String>]) {
        self.existing = existing
        taken = existing
    }

    mutating func claim(_ name: String, in schema: String, for source: String) throws {
        guard taken[schema, default: []].insert(name).inserted else {
            throw existing[schema]?.contains(name) == true
                ? AdoptionFailure.targetExists("\(schema).\(name)", source: source)
                : AdoptionFailure.nameTwice("\(schema).\(name)", source: source)
        }
    }

    /// A name made of parts that nobody has yet.
    mutating func make(_ parts: [String], ending: String, in schema: String) -> Identifier {
        let stem = parts.joined(separator: "_")
        var number = 1
        while true {
            let end = number == 1 ? "_\(ending)" : "_\(ending)\(number)"
            let name = String(stem.prefix(Identifier.byteLimit - end.utf8.count)) + end
            if taken[schema, default: []].insert(name).inserted { return Identifier(derived: name) }
            number += 1
        }
    }
}
