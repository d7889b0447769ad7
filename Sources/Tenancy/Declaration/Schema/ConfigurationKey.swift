/// A key of a configuration that holds a value.
struct ConfigurationKey: Sendable {
    /// Which way a file may depart from its tier.
    enum Rule: Sendable {
        /// Any.
        case open
        /// No more than the tier gives. What enterprise sets aside is the least of it; of its other values none binds.
        case most(isReserve: Bool)
        /// No less than the tier gives, where less is the better: an answer time.
        case least
        /// Only what is at least as strict.
        case tightens(Tightening)
    }

    let name: String
    let kind: ValueKind
    /// What the value means, in one sentence.
    let meaning: String
    private(set) var isRequired = false
    private(set) var rule = Rule.open
    private(set) var strength = Attribute.Strength.declaredOnly
    /// Into how many parts of one the product with `resources.scale_factor` is rounded up; nil for what is not scaled.
    private(set) var scale: Double?

    /// Where the key stands, from the root: `limits.max_users`; given by the schema.
    fileprivate(set) var path = ""
    /// Its place among all keys; given by the schema.
    fileprivate(set) var index = 0

    init(_ name: String, _ kind: ValueKind, _ meaning: String) {
        self.name = name
        self.kind = kind
        self.meaning = meaning
    }

    // MARK: What else is said of a key

    private func with(_ change: (inout ConfigurationKey) -> Void) -> ConfigurationKey {
        var key = self
        change(&key)
        return key
    }

    var required: ConfigurationKey { with { $0.isRequired = true } }
    var capped: ConfigurationKey { with { $0.rule = .most(isReserve: false) } }
    var reserved: ConfigurationKey { with { $0.rule = .most(isReserve: true) } }
    var atLeast: ConfigurationKey { with { $0.rule = .least } }
    var capacityChecked: ConfigurationKey { with { $0.strength = .capacityChecked } }

    func tightens(_ tightening: Tightening) -> ConfigurationKey { with { $0.rule = .tightens(tightening) } }
    func enforced(_ means: String) -> ConfigurationKey { with { $0.strength = .enforced(means) } }
    func scaled(to parts: Double) -> ConfigurationKey { with { $0.scale = parts } }
}

/// A section, a key, or another name for one, as the schema is written.
indirect enum SchemaEntry: Sendable {
    case section(String, [SchemaEntry])
    case key(ConfigurationKey)
    /// A key of the root that stands for one further in.
    case alias(String, of: String)
}

/// Keys and sections by name.
final class SchemaSection: Sendable {
    enum Child: Sendable {
        case section(SchemaSection)
        case key(Int)
    }

    let path: String
    /// The names in the order of the schema.
    let names: [String]
    private let children: [String: Child]

    fileprivate init(path: String, names: [String], children: [String: Child]) {
        self.path = path
        self.names = names
        self.children = children
    }

    subscript(name: String) -> Child? { children[name] }
}

/// Every key that a configuration may have.
struct ConfigurationSchema: Sendable {
    private(set) var keys: [ConfigurationKey] = []
    let root: SchemaSection

    init(_ entries: [SchemaEntry]) {
        var keys: [ConfigurationKey] = []
        var aliases: [(String, of: String)] = []
        func section(_ path: String, _ entries: [SchemaEntry]) -> (names: [String], [String: SchemaSection.Child]) {
            var names: [String] = []
            var children: [String: SchemaSection.Child] = [:]
            for entry in entries {
                switch entry {
                case .section(let name, let inner):
                    let inside = path.isEmpty ? name : "\(path).\(name)"
                    let (innerNames, innerChildren) = section(inside, inner)
                    names.append(name)
                    children[name] = .section(
                        SchemaSection(path: inside, names: innerNames, children: innerChildren))
                case .key(var key):
                    key.path = path.isEmpty ? key.name : "\(path).\(key.name)"
                    key.index = keys.count
                    names.append(key.name)
                    children[key.name] = .key(key.index)
                    keys.append(key)
                case .alias(let name, let path): aliases.append((name, path))
                }
            }
            return (names, children)
        }
        var (names, children) = section("", entries)
        for (name, path) in aliases {
            guard let index = keys.firstIndex(where: { $0.path == path }) else { continue }
            names.append(name)
            children[name] = .key(index)
        }
        self.keys = keys
        root = SchemaSection(path: "", names: names, children: children)
    }

    /// The key at a path.
    ///
    /// - Precondition: there is such a key; the paths stand in ``Keys``.
    func key(_ path: String) -> Int {
        let index = keys.firstIndex { $0.path == path }
        precondition(index != nil, "no key '\(path)'")
        return index ?? 0
    }
}
