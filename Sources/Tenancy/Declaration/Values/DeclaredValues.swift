/// The values of a merged configuration, as light as what the tenant's own file says.
package struct DeclaredValues: Sendable {
    private struct Given: Sendable {
        let key: Int
        let value: DeclaredValue
    }

    private let offer: TierOffer
    private let identity: TenantIdentity
    private let given: [Given]

    init(_ values: TenantValues) {
        offer = values.offer
        identity = values.identity
        given = values.own.map { Given(key: $0.key, value: $0.value) }
    }

    /// Every value in the order of the schema, each with how it holds.
    package var attributes: [Attribute] {
        var table = offer.values
        for (key, value) in offer.personalValues(of: identity) { table[key] = value }
        for given in given { table[given.key] = table[given.key]?.merged(with: given.value) ?? given.value }
        let factor = table[Keys.scaleFactor]?.number
        return zip(ConfigurationSchema.tenant.keys, table).compactMap { key, value in
            key.index == Keys.variables
                ? nil
                : value.map {
                    Attribute(path: key.path, content: $0.scaled(by: factor, as: key.index), strength: key.strength)
                }
        }
    }
}

extension DeclaredValues: Hashable {
    package static func == (left: DeclaredValues, right: DeclaredValues) -> Bool {
        left.attributes == right.attributes
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(identity)
    }
}
