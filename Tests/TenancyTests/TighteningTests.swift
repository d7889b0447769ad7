import Testing
import Vocabulary
import YAML

@testable import Tenancy

/// Every key with a bound, on templates of its own in which the tier gives one value and a file asks for another.
@Suite("What a file may depart from its tier")
struct TighteningTests {
    private static let base = """
        tenant_info: {tenant_id: acme, tenant_name: Acmé, tenant_type: TIER, region: france,
          contact: {name: Zoé, email: zoe@example.org}}
        placement: schema
        themes: []
        channels: []
        limits: {max_users: 10, storage_gb: 1, api_calls_per_month: 10, database_connections: 5, channels: []}
        security: {encryption: {key_rotation: never}, login_rotation: never}
        """

    /// A tree in which one key has a value.
    private static func node(_ path: String, _ value: String) throws -> YAMLNode {
        let keys = path.split(separator: ".")
        let text = keys.map { "{\($0): " }.joined() + value + String(repeating: "}", count: keys.count)
        return try YAMLDocument(parsing: text, file: "part.yml").root
    }

    /// The codes of what is wrong when a tier gives one value, and a file asks for another.
    private static func codes(
        _ path: String, tier given: String, file asked: String, of tier: Tier = .free,
        in environment: DeploymentEnvironment = .production, under section: String = "", all: Bool = false
    ) throws -> [String] {
        let base = try YAMLDocument(parsing: base.replacing("TIER", with: tier.rawValue), file: "base.yml").root
        var template = base.merged(with: try node(path, given))
        if all { template = template.merged(with: try node("security.all_features", "true")) }
        let merged = template
        let templates = TenantTemplates(environment: environment) { _ in merged }
        do {
            _ = try TenantConfiguration(own: base.merged(with: node(section + path, asked)), templates: templates)
            return []
        } catch {
            return ((error as? FailureList)?.failures ?? [error as? any Failure].compactMap { $0 }).map(\.code.text)
        }
    }

    /// A strict value and a laxer one.
    private static func values(_ key: ConfigurationKey, _ tightening: Tightening) -> (strict: String, lax: [String]) {
        switch tightening {
        case .whenTrue: return ("true", ["false"])
        case .later(let words): return (words.last ?? "", words.dropLast())
        case .longer:
            if case .integer = key.kind { return ("30", ["29", "0"]) }
            return ("7 years", ["6 years", "83 months", "10 days"])
        case .shorter: return ("15", ["16"])
        case .narrower:
            return (
                "[10.0.0.0/8, '2001:db8::/32']",
                ["[]", "[11.0.0.0/8]", "[10.0.0.0/7]", "[10.1.0.0/16, '::/0']", "['2001:db9::/48']"]
            )
        case .fewer: return ("[france, eu-west-1]", ["[]", "[us-east-1]", "[france, us-east-1]"])
        case .covering: return ("[GDPR, SOX]", ["[]", "[GDPR]", "[HIPAA]"])
        }
    }

    @Test("no key of security is loosened in production by a tenant, its overrides, or a template's overrides")
    func loosened() throws {
        var cases = 0
        for key in ConfigurationSchema.tenant.keys {
            // What makes every environment strict is itself strict in each.
            guard case .tightens(let tightening) = key.rule, key.path != "security.all_features" else { continue }
            let (strict, lax) = Self.values(key, tightening)
            #expect(try !Self.codes(key.path, tier: strict, file: strict).contains("TEN119"), "\(key.path)")
            for value in lax {
                let place = "\(key.path): \(value)"
                #expect(try Self.codes(key.path, tier: strict, file: value).contains("TEN119"), "\(place)")
                func overrides(_ name: String) -> String { "environment_overrides.\(name)." }
                #expect(
                    try Self.codes(key.path, tier: strict, file: value, under: overrides("production"))
                        .contains("TEN119"), "\(place)")
                // Elsewhere what is laid over the file for the environment may be laxer, the file itself may not.
                #expect(
                    try !Self.codes(
                        key.path, tier: strict, file: value, in: .development, under: overrides("development")
                    ).contains("TEN119"), "\(place)")
                #expect(
                    try Self.codes(key.path, tier: strict, file: value, in: .development).contains("TEN119"),
                    "\(place)")
                // Nor may it where nothing may be left out.
                #expect(
                    try Self.codes(
                        key.path, tier: strict, file: value, in: .staging, under: overrides("staging"), all: true
                    ).contains("TEN119"), "\(place)")
                cases += 6
            }
        }
        print("\(cases) cases of loosened security")
        #expect(cases > 150)
    }

    @Test("narrower networks, fewer regions and more rules are stricter")
    func stricter() throws {
        for (path, tier, file) in [
            ("security.network.allowed_ips", "[]", "[192.0.2.0/24]"),
            ("security.network.allowed_ips", "[10.0.0.0/8]", "[10.1.0.0/16, 10.2.3.4/32]"),
            ("compliance.regulations", "[GDPR]", "[SOX, GDPR]"),
            ("compliance.auditing.retention_period", "1 year", "13 months"),
            ("backup.disaster_recovery.rpo_minutes", "15", "5"),
        ] {
            #expect(try Self.codes(path, tier: tier, file: file) == [], "\(path)")
        }
    }

    @Test("nothing above the tier is given, and nothing under what enterprise sets aside")
    func bounds() throws {
        var cases = 0
        for key in ConfigurationSchema.tenant.keys {
            guard case .most(let isReserve) = key.rule, let (less, more) = Self.amounts(key) else { continue }
            let code = key.path == "placement" ? "TEN116" : "TEN106"
            #expect(try Self.codes(key.path, tier: less, file: more).contains(code), "\(key.path)")
            #expect(try !Self.codes(key.path, tier: more, file: less).contains(code), "\(key.path)")
            #expect(try !Self.codes(key.path, tier: less, file: more, of: .enterprise).contains(code), "\(key.path)")
            #expect(
                try Self.codes(key.path, tier: more, file: less, of: .enterprise).contains("TEN201") == isReserve,
                "\(key.path)")
            cases += 4
        }
        #expect(try Self.codes("support.response_hours", tier: "24", file: "4").contains("TEN106"))
        print("\(cases) cases of bounds")
        #expect(cases > 150)
    }

    /// A value of a key and one that is more.
    private static func amounts(_ key: ConfigurationKey) -> (less: String, more: String)? {
        switch key.kind {
        case .flag: ("false", "true")
        case .integer: ("5", "6")
        case .number(let range): ("\(max(range.lowerBound, 0.5))", "\(max(range.lowerBound, 0.5) + 0.25)")
        case .choice(let words): words.first == "full" ? nil : (words.first ?? "", words.last ?? "")
        case .text: ("64MB", "1GB")
        case .list: ("[metabase]", "[metabase, powerbi]")
        default: nil
        }
    }
}
