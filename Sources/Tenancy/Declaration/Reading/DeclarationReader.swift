import Vocabulary
import YAML

/// Reads a tree by the schema, and goes on after each failure.
struct DeclarationReader {
    private let schema = ConfigurationSchema.tenant
    private let variables: [String: String]

    private(set) var values: [ReadValue] = []
    private(set) var failures: [YAMLFailure] = []
    /// Paths that an unknown key was probably meant to be.
    private(set) var proposed: Set<String> = []

    private var proposals = 0

    init(variables: [String: String]) {
        self.variables = variables
    }

    /// Reads a whole document, or what an environment lays over it.
    mutating func read(_ root: YAMLNode) {
        values.reserveCapacity(16)
        read(root, as: schema.root)
    }

    /// Reads the value of one key.
    mutating func read(_ node: YAMLNode, at key: Int) {
        read(node, as: schema.keys[key], mark: node.mark)
    }

    private mutating func read(_ node: YAMLNode, as section: SchemaSection) {
        guard let entries = collect({ try node.entries(at: section.path) }) else { return }
        for entry in entries {
            switch section[entry.key] {
            case .section(let inner): read(entry.value, as: inner)
            case .key(let key): read(entry.value, as: schema.keys[key], mark: entry.keyMark)
            case nil: reject(entry, in: section, beside: entries)
            }
        }
    }

    private mutating func read(_ node: YAMLNode, as key: ConfigurationKey, mark: YAMLMark?) {
        let pattern = node.mayHoldVariables ? node : nil
        let variables = variables
        guard let node = pattern == nil ? node : collect({ try node.substituting(variables) }),
            let value = value(of: node, as: key.kind, key.path)
        else { return }
        guard !values.contains(where: { $0.key == key.index }) else {
            failures.append(.rejected(DeclarationFailure.repeated(what: "key", name: key.path), at: mark))
            return
        }
        values.append(ReadValue(key: key.index, value: value, node: node, pattern: pattern))
    }

    // MARK: Values

    private mutating func value(
        of node: YAMLNode, as kind: ValueKind, _ path: @autoclosure () -> String
    ) -> DeclaredValue? {
        switch kind {
        case .text(let form):
            guard let text = collect({ try node.text(at: path()) }) else { return nil }
            return checked(text, form, node, path())
        case .choice(let words):
            guard let text = collect({ try node.text(at: path()) }) else { return nil }
            if words.contains(text) { return .text(text) }
            failures.append(.unknownChoice(path: path(), text: text, choices: words, at: node.mark))
            return nil
        case .integer(let range):
            guard let number = collect({ try node.integer(at: path()) }) else { return nil }
            if range.contains(number) { return .integer(number) }
            refuse(node, path(), needed: "a whole number from \(range.lowerBound) to \(range.upperBound)", nil)
            return nil
        case .number(let range):
            guard let number = collect({ try node.number(at: path()) }) else { return nil }
            if range.contains(number) { return .number(number) }
            let bounds = [range.lowerBound, range.upperBound].map { DeclaredValue.number($0).words }
            refuse(node, path(), needed: "a number from \(bounds[0]) to \(bounds[1])", nil)
            return nil
        case .flag: return collect({ try node.flag(at: path()) }).map(DeclaredValue.flag)
        case .list(let kind):
            guard let elements = collect({ try node.elements(at: path()) }) else { return nil }
            let values = elements.enumerated().compactMap { index, element in
                value(of: element, as: kind, "\(path())[\(index)]")
            }
            return values.count == elements.count ? .list(values) : nil
        case .record(let fields): return record(node, fields, path())
        case .mapping(let kind):
            guard let entries = collect({ try node.entries(at: path()) }) else { return nil }
            let members = entries.compactMap { entry -> DeclaredValue.Member? in
                guard
                    checked(
                        entry.key, .line, .scalar(YAMLScalar(entry.key, style: .plain, mark: entry.keyMark)), path())
                        != nil
                else { return nil }
                return value(of: entry.value, as: kind, "\(path()).\(entry.key)").map {
                    DeclaredValue.Member(name: entry.key, value: $0)
                }
            }
            return members.count == entries.count ? .members(members) : nil
        }
    }

    private mutating func checked(_ text: String, _ form: TextForm, _ node: YAMLNode, _ path: String) -> DeclaredValue?
    {
        do {
            if try form.accepts(text) { return .text(text) }
            refuse(node, path, needed: form.inWords, form.advise(text))
        } catch let failure as any Failure {
            failures.append(.rejected(failure, at: node.mark))
        } catch {
            refuse(node, path, needed: form.inWords, form.advise(text))
        }
        return nil
    }

    private mutating func record(_ node: YAMLNode, _ fields: [ValueKind.Field], _ path: String) -> DeclaredValue? {
        guard let entries = collect({ try node.entries(at: path) }) else { return nil }
        let before = failures.count
        var members: [DeclaredValue.Member] = []
        for entry in entries {
            guard let field = fields.first(where: { $0.name == entry.key }) else {
                let names = fields.map(\.name)
                failures.append(
                    .unknownKey(
                        entry.key, nearest: mayPropose() ? nearestName(to: entry.key, in: names) : nil, known: names,
                        at: entry.keyMark))
                continue
            }
            if let value = value(of: entry.value, as: field.kind, "\(path).\(field.name)") {
                members.append(DeclaredValue.Member(name: field.name, value: value))
            }
        }
        guard failures.count == before else { return nil }
        for field in fields where field.isRequired && !entries.contains(where: { $0.key == field.name }) {
            failures.append(.missingKey(path: "\(path).\(field.name)", at: node.mark))
        }
        return failures.count == before ? .members(members) : nil
    }

    // MARK: Failures

    private mutating func refuse(_ node: YAMLNode, _ path: String, needed: String, _ advice: String?) {
        guard case .scalar(let scalar) = node else { return }
        failures.append(
            .wrongValue(path: path, needed: needed, text: scalar.text, advice: advice, at: scalar.mark))
    }

    /// Names the key that was probably meant: of this section, or the one that stands elsewhere under this name.
    private mutating func reject(_ entry: YAMLMapping.Entry, in section: SchemaSection, beside: [YAMLMapping.Entry]) {
        var nearest: String?
        if mayPropose() {
            let given = Set(beside.map(\.key))
            nearest =
                nearestName(to: entry.key, in: section.names.filter { !given.contains($0) })
                ?? nearestName(to: entry.key, in: section.names)
            if let nearest {
                proposed.insert(section.path.isEmpty ? nearest : "\(section.path).\(nearest)")
            } else {
                nearest = schema.pathOfKey(named: entry.key, seenFrom: section.path)
            }
        }
        failures.append(.unknownKey(entry.key, nearest: nearest, known: section.names, at: entry.keyMark))
    }

    /// Whether to look for the nearest of all names once more, which costs their number each time.
    private mutating func mayPropose() -> Bool {
        proposals += 1
        return proposals <= 100
    }

    /// What a reading gives, or nil and its failures kept.
    private mutating func collect<Value>(_ read: () throws -> Value) -> Value? {
        do {
            return try read()
        } catch let failure as YAMLFailure {
            failures.append(failure)
        } catch let list as FailureList {
            failures += list.failures.compactMap { $0 as? YAMLFailure }
        } catch {
            failures.append(.library("\(error)"))
        }
        return nil
    }
}
