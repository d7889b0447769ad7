package import Vocabulary
package import YAML

/// A name in PostgreSQL that two declared tenants would both be given.
struct NameCollision: Hashable, Sendable {
    /// The tenant of which a theme ends as the other tenant's identifier and schema do.
    let tenant: TenantIdentifier
    let theme: Theme
    /// The tenant whose identifier begins with the first one's.
    let other: TenantIdentifier
    /// What follows the other identifier in the name.
    let suffix: String

    var name: String { "\(tenant)_\(theme)" }

    /// Names that every tenant has beside its themes and channels.
    private static let suffixes = ["data", "analytics", "audit", "share"]

    /// Finds every collision among some configurations.
    ///
    /// Two names are the same only where one identifier continues the other, and then a theme of the shorter one
    /// begins with the rest of the longer one: every other part of a name is one word. So only themes with an
    /// underscore are looked at.
    static func all(in configurations: [TenantConfiguration]) -> [NameCollision] {
        var known: [TenantIdentifier: TenantConfiguration]?
        return configurations.flatMap { configuration -> [NameCollision] in
            configuration.themes.flatMap { theme -> [NameCollision] in
                theme.text.indices.filter { theme.text[$0] == "_" }.compactMap { split in
                    guard let other = try? TenantIdentifier("\(configuration.identifier)_\(theme.text[..<split])")
                    else {
                        return nil
                    }
                    if known == nil {
                        known = Dictionary(configurations.map { ($0.identifier, $0) }) { first, _ in first }
                    }
                    guard let found = known?[other] else { return nil }
                    let suffix = String(theme.text[theme.text.index(after: split)...])
                    let isTaken =
                        suffixes.contains(suffix) || found.themes.contains { $0.text == suffix }
                        || found.channels.contains { $0.rawValue == suffix }
                    return isTaken
                        ? NameCollision(
                            tenant: configuration.identifier, theme: theme, other: other, suffix: suffix) : nil
                }
            }
        }
    }
}

extension TenantFolder {
    /// Refuses declarations that would be given a name which another one is given too.
    ///
    /// - Parameters:
    ///   - neighbours: the others with which they are compared.
    ///   - declared: roots of files that do not lie in the folder yet.
    /// - Throws: ``DeclarationFailure/nameCollision(kind:name:tenants:places:)`` with the places in both files.
    package func requireDistinctNames(
        _ configurations: [TenantConfiguration], beside neighbours: [TenantConfiguration] = [],
        declared: [TenantIdentifier: YAMLNode] = [:]
    ) throws {
        var failures = FailureList()
        let asked = Set(configurations.map(\.identifier))
        for collision in NameCollision.all(in: configurations + neighbours)
        where asked.contains(collision.tenant) || asked.contains(collision.other) {
            failures.append(
                DeclarationFailure.nameCollision(
                    kind: "schema", name: collision.name, tenants: [collision.tenant, collision.other],
                    places: try [
                        place(of: collision.theme.text, collision.tenant, declared),
                        place(of: collision.suffix, collision.other, declared),
                    ]))
        }
        try failures.throwIfAny()
    }

    /// Where a tenant's file says a word, or else its identifier.
    private func place(
        of word: String, _ tenant: TenantIdentifier, _ declared: [TenantIdentifier: YAMLNode]
    ) throws -> String {
        let root = try (declared[tenant] ?? declaration(of: tenant)).settled(for: environment)
        let elements = ["themes", "channels"].flatMap { key in (try? root[key]?.elements(at: key)) ?? [] }
        let named = elements.first { element in
            if case .scalar(let scalar) = element { scalar.text == word } else { false }
        }
        return (named ?? root.node(at: ["tenant_info", "tenant_id"]))?.mark?.excerpt ?? file(of: tenant)
    }
}
