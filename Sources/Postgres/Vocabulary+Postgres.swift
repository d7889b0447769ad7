package import Vocabulary

extension Identifier: PostgresEncodable, PostgresDecodable {
    package var postgresValue: BoundValue { text.postgresValue }

    package init?(postgresText text: String) {
        // Why the name is refused is of no use here: the caller names the column.
        guard let name = try? Identifier(text) else { return nil }
        self = name
    }
}

extension TenantIdentifier: PostgresEncodable, PostgresDecodable {
    package var postgresValue: BoundValue { text.postgresValue }

    package init?(postgresText text: String) {
        // As above.
        guard let tenant = try? TenantIdentifier(text) else { return nil }
        self = tenant
    }
}

extension Theme: PostgresEncodable, PostgresDecodable {
    package var postgresValue: BoundValue { text.postgresValue }

    package init?(postgresText text: String) {
        // As above.
        guard let theme = try? Theme(text) else { return nil }
        self = theme
    }
}

extension ServerName: PostgresEncodable, PostgresDecodable {
    package var postgresValue: BoundValue { text.postgresValue }

    package init?(postgresText text: String) {
        // As above.
        guard let server = try? ServerName(text) else { return nil }
        self = server
    }
}

extension Tier: PostgresEncodable, PostgresDecodable {}
extension DeploymentEnvironment: PostgresEncodable, PostgresDecodable {}
extension Placement: PostgresEncodable, PostgresDecodable {}
extension TenantState: PostgresEncodable, PostgresDecodable {}
extension Channel: PostgresEncodable, PostgresDecodable {}
