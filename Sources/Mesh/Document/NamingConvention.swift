import Vocabulary

/// How the objects of a mesh are named, so that a name alone tells what and where it is.
///
/// The database checks the same; here the writer of a file hears it with line and column.
package enum NamingConvention: Hashable, Sendable {
    /// `<org>-<env>-unified-domain`
    case domain
    /// `<name>-domain-unit`
    case domainUnit
    /// `<domain-unit>-<use-case>-<env>-project`, beginning as its unit does
    case project(ofUnit: String)

    /// How a name writes its environment.
    static let environments = ["dev", "stg", "staging", "prod"]

    /// Checks a name.
    ///
    /// - Throws: ``NameFailure`` with the rule as its hint.
    package func check(_ name: String) throws {
        let words = name.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        let isPlain = words.allSatisfy { word in
            !word.isEmpty && word.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
        }
        guard isPlain, name.utf8.count <= limit, isMet(by: words) else {
            throw NameFailure(kindOfName: kindOfName, text: name, reason: .pattern(rule))
        }
    }

    private func isMet(by words: [String]) -> Bool {
        switch self {
        case .domain:
            return words.count >= 4 && words.suffix(2) == ["unified", "domain"]
                && Self.environments.contains(words[words.count - 3])
        case .domainUnit:
            return words.count >= 3 && words.suffix(2) == ["domain", "unit"]
        case .project(let unit):
            let stem = Self.stem(ofUnit: unit)
            return words.starts(with: stem) && words.count >= stem.count + 3 && words.last == "project"
                && Self.environments.contains(words[words.count - 2])
        }
    }

    /// The words of a unit's name without its ending.
    private static func stem(ofUnit unit: String) -> [String] {
        let words = unit.split(separator: "-").map(String.init)
        return words.suffix(2) == ["domain", "unit"] ? words.dropLast(2) : words
    }

    private var kindOfName: String {
        switch self {
        case .domain: "domain name"
        case .domainUnit: "domain unit name"
        case .project: "project name"
        }
    }

    /// DataZone's limits, in characters, which are bytes here.
    private var limit: Int {
        switch self {
        case .domain, .domainUnit: 128
        case .project: 64
        }
    }

    private var rule: String {
        let letters = "in lowercase letters, digits and hyphens, at most \(limit) characters"
        switch self {
        case .domain:
            return
                "Write <org>-<env>-unified-domain with the environment dev, stg, staging or prod, \(letters)."
        case .domainUnit: return "Write <name>-domain-unit, \(letters)."
        case .project(let unit):
            let stem = Self.stem(ofUnit: unit).joined(separator: "-")
            return
                "Write \(stem)-<use-case>-<env>-project with the environment dev, stg, staging or prod, \(letters)."
        }
    }
}
