/// A use case of a unit, which produces or consumes data on behalf of a tenant.
package struct Project: Hashable, Sendable {
    /// In the form `<domain-unit>-<use-case>-<env>-project`.
    package var name: String
    package var domainUnit: String
    /// Identifier of the tenant.
    package var tenant: String
    package var description: String?

    package init(name: String, domainUnit: String, tenant: String, description: String? = nil) {
        self.name = name
        self.domainUnit = domainUnit
        self.tenant = tenant
        self.description = description
    }
}

extension Project: Decodable {
    private enum Keys: String, CodingKey, CaseIterable {
        case name
        case domainUnit = "domain_unit"
        case tenant, description
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        name = try container.decode(String.self, forKey: .name)
        domainUnit = try container.decode(String.self, forKey: .domainUnit)
        tenant = try container.decode(String.self, forKey: .tenant)
        description = try container.text(.description, upTo: 2048)
        try NamingConvention.project(ofUnit: domainUnit).check(name)
    }
}
