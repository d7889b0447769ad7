import Vocabulary
import YAML

/// The values of a tenant: its own over those of its tier's offer.
struct TenantValues {
    let offer: TierOffer
    let identity: TenantIdentity
    /// What the tenant's file gives, by itself or by the variables that it defines.
    let own: [ReadValue]
    /// Where the tenant's file begins, for what is missing in it.
    let root: YAMLNode
    /// Values that the templates make with the tenant's variables, and that were refused.
    let failures: [YAMLFailure]

    /// What the templates give each tenant by its name.
    private let personal: [(key: Int, value: DeclaredValue)]

    /// - Parameter variables: those that the tenant's file defines.
    init(
        offer: TierOffer, identity: TenantIdentity, own: [ReadValue], variables: [String: String], root: YAMLNode
    ) {
        self.offer = offer
        self.identity = identity
        self.root = root
        let isMissing = { (key: Int) in !own.contains { $0.key == key } }
        if variables.isEmpty {
            let reader = offer.personalReader(of: identity, isMissing)
            self.own = own
            personal = reader.values.map { ($0.key, $0.value) }
            failures = reader.failures
        } else {
            // A file that defines variables gives other values to what the templates say with them.
            var reader = DeclarationReader(
                variables: identity.variables(in: offer.environment, beside: offer.variables.merging(variables) { $1 }))
            for key in offer.patterns.keys.sorted() where isMissing(key) {
                if let pattern = offer.patterns[key] { reader.read(pattern, at: key) }
            }
            failures = reader.failures
            self.own = own + reader.values
            personal = []
        }
    }

    /// The value of a key.
    subscript(key: Int) -> DeclaredValue? {
        let offered = personal.first { $0.key == key }?.value ?? offer.values[key]
        guard let given = own.first(where: { $0.key == key })?.value else { return offered }
        return offered?.merged(with: given) ?? given
    }

    /// The node of a key's value, when the tenant's own file gives it.
    func node(_ key: Int) -> YAMLNode? { own.first { $0.key == key }?.node }
}
