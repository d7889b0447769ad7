/// Which keys of one mapping a type knows, asked for, and missed.
struct KeyUse {
    /// Required keys that are not there, in the order in which they were asked for.
    var missing: [String] = []

    /// Whether the mapping was read by keys at all.
    private(set) var isKeyed = false

    /// Whether ``names`` holds every key that the type knows, asked for or not.
    private(set) var knowsAllNames = true

    /// The names that may be proposed, in the order in which they became known.
    private(set) var names: [String] = []

    private var known: Set<String> = []
    private var accepted: Set<String> = []
    private var index: [String: Int] = [:]

    /// Notes a set of coding keys: those of the mapping that it accepts are known.
    mutating func accept<Key: CodingKey>(_ type: Key.Type, of mapping: YAMLMapping) {
        if !isKeyed {
            for (position, entry) in mapping.entries.enumerated() { index[entry.key] = position }
        }
        isKeyed = true
        for entry in mapping.entries where Key(stringValue: entry.key) != nil { accepted.insert(entry.key) }
        if let listed = type as? any (CaseIterable & CodingKey).Type {
            for name in listed.keyNames { note(name) }
        } else {
            knowsAllNames = false
        }
    }

    /// Finds an entry in constant time, so that a large mapping costs no more than its size.
    mutating func entry(_ name: String, of mapping: YAMLMapping) -> YAMLMapping.Entry? {
        note(name)
        return index[name].map { mapping.entries[$0] }
    }

    func unknownEntries(of mapping: YAMLMapping) -> [YAMLMapping.Entry] {
        mapping.entries.filter { !accepted.contains($0.key) }
    }

    /// The known key that was probably meant; one that is not given already, if there is one.
    func nearestKey(to typed: String) -> String? {
        proposal(for: typed, in: names.filter { index[$0] == nil }) ?? proposal(for: typed, in: names)
    }

    private mutating func note(_ name: String) {
        if known.insert(name).inserted { names.append(name) }
    }
}

extension CaseIterable where Self: CodingKey {
    /// Every key of the type as it is written in a file.
    fileprivate static var keyNames: [String] { allCases.map(\.stringValue) }
}
