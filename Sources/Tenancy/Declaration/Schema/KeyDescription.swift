/// What there is to know of a key before it is written.
package struct KeyDescription: Sendable {
    package let path: String
    /// What may stand there, in words.
    package let takes: String
    package let meaning: String
    /// How far a tenant's file may depart from its tier, in words; nil when it is free.
    package let bound: String?
    package let strength: Attribute.Strength

    /// The sections in which the key stands, from the outermost, and the key itself.
    var sections: [String] {
        let parts = path.split(separator: ".")
        return parts.indices.map { parts[...$0].joined(separator: ".") }
    }
}

extension TenantConfiguration {
    /// Every key that a template or a tenant's file may have.
    ///
    /// Beside these, `environment_overrides.<environment>` takes all of them once more.
    package static var keys: [KeyDescription] {
        ConfigurationSchema.tenant.keys.map { key in
            KeyDescription(
                path: key.path, takes: key.kind.words, meaning: key.meaning, bound: key.rule.words,
                strength: key.strength)
        }
    }
}

extension ValueKind {
    /// What the key takes, as people read it.
    fileprivate var words: String {
        switch self {
        case .text(let form): form.inWords
        case .integer: "a whole number"
        case .number: "a number"
        case .flag: "true or false"
        case .choice(let words): words.joined(separator: ", ")
        case .list(.record(let fields)): "a list with \(fields.map(\.name).joined(separator: ", "))"
        case .list(let kind): "a list: \(kind.words)"
        case .record(let fields): fields.map(\.name).joined(separator: ", ")
        case .mapping: "names of one's own, each with a text"
        }
    }
}

extension ConfigurationKey.Rule {
    /// How far a file may depart from the tier, as people read it.
    fileprivate var words: String? {
        switch self {
        case .open: nil
        case .most(let isReserve): isReserve ? "at most the tier's; enterprise: at least" : "at most the tier's"
        case .least: "no less than the tier's"
        case .tightens: "only tightened"
        }
    }
}
