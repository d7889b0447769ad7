import Testing
import Vocabulary
import YAML

@testable import Tenancy

@Suite("Declarations made again from what was applied")
struct RecoveredDeclarationTests {
    /// Keys of a file, each of which reaches what is applied; what a tier refuses is passed over.
    private static let files = [
        "", "themes: [eau, logement]\nchannels: [metabase]",
        "channels: []\nlimits: {storage_gb: 0.5, database_connections: 4, statement_timeout_seconds: 61}",
        "limits: {idle_transaction_seconds: 7, max_objects: 99, temporary_files_gb: 0.123}",
        "databases: {postgresql: {performance: {work_mem: 2MB, jit: false, random_page_cost: 1.5}}}",
        "security: {login_rotation: monthly, encryption: {key_rotation: monthly}}",
        "security: {network: {allowed_ips: [\"192.0.2.7/32\", \"2001:db8::/32\"]}, ssl: {enabled: true, mutual_tls: true}}",
        "compliance: {data_residency: {enabled: true, regions: [france, allemagne]}}",
        "resources: {cpu_cores: 0.2, memory_gb: 0.3, storage_gb: 0.7}", "placement: schema", "placement: database",
        "placement: cluster\nserver: loire",
    ]

    private static func reading(in environment: DeploymentEnvironment) -> (YAMLNode) throws -> TenantConfiguration {
        { root in
            let declared = Declared(try YAMLWriter().text(of: root.json), in: environment)
            try FailureList(declared.failures).throwIfAny()
            return try #require(declared.configuration)
        }
    }

    @Test("ask PostgreSQL for the same, whatever tier, environment and key", arguments: Tier.allCases)
    func same(_ tier: Tier) throws {
        var cases = 0
        for environment in DeploymentEnvironment.allCases {
            for file in Self.files {
                guard let configuration = Declared(tier, file, in: environment).configuration else { continue }
                let applied = TenantDeclaration(configuration)
                let recovered = try RecoveredDeclaration(of: applied, reading: Self.reading(in: environment))
                #expect(recovered.lost == [] && recovered.refusals == [], "\(file)")
                let text = try recovered.export.text(as: .yaml)
                let again = try #require(Declared(text, in: environment).configuration, "\(text)")
                #expect(TenantDeclaration(again).text == applied.text, "\(text)")
                cases += 1
            }
        }
        print("declarations made again: \(cases) of \(3 * Self.files.count) of tier \(tier.rawValue)")
        #expect(cases > 15)
    }

    @Test("say no more than a file has to say, and what no key brings back")
    func words() throws {
        let applied = TenantDeclaration(try #require(Declared(.free).configuration))
        let recovered = try RecoveredDeclaration(of: applied, reading: Self.reading(in: .production))
        #expect(
            try recovered.export.text(as: .yaml) == """
                tenant_info:
                  tenant_id: acme
                  tenant_name: Acmé
                  tenant_type: free
                  region: france
                  contact:
                    name: Zoé
                    email: zoe@example.org
                themes: []
                channels: []

                """)
        // A setting of another release, and what the tier no longer gives.
        for (old, new, lost, refusals) in [
            ("\"settings\":{", "\"settings\":{\"unheard_of\":\"1\",", ["settings"], 0),
            ("\"objects\":", "\"objects\":9", [], 1),
        ] {
            let text = applied.text.replacing(old, with: new)
            #expect(text != applied.text)
            let changed = try RecoveredDeclaration(
                of: TenantDeclaration(text: text), reading: Self.reading(in: .production))
            #expect(changed.lost == lost && changed.refusals.count == refusals, "\(changed)")
        }
    }
}
