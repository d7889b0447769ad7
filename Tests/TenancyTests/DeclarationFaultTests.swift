import Testing
import Vocabulary

@testable import Tenancy

@Suite("Faults in a tenant's file")
struct DeclarationFaultTests {
    @Test(
        "are named each by what it is",
        arguments: [
            ("backup:\n  schedule:\n    full_backup: '0 2 * * 0'", "TEN203"),
            ("backup:\n  schedule:\n    full_backup: '0 25 * * 0'", "YML205"),
            ("databases:\n  clickhouse:\n    enabled: true", "TEN106"),
            ("databases:\n  clickhouse:\n    namespaces: {a: b}", "TEN203"),
            ("databases:\n  postgresql:\n    performance:\n      max_connections: 6", "TEN202"),
            ("databases:\n  postgresql:\n    performance:\n      work_mem: 64MB", "TEN106"),
            ("databases:\n  postgresql:\n    performance:\n      work_mem: 4mb", "YML205"),
            ("databases:\n  postgresql:\n    performance:\n      search_path: x", "YML201"),
            ("resources:\n  storage_gb: 0.5\nlimits:\n  storage_gb: 1", "TEN202"),
            ("databases:\n  postgresql:\n    performance:\n      work_mem: 1kB", "YML205"),
            ("limits:\n  database_connections: 2", "TEN109"),
            ("channels: [metabase, superset, streamlit]", "TEN109"),
            ("resources:\n  scale_factor: 2", "YML205"),
            ("security:\n  ssl:\n    mutual_tls: true", "TEN203"),
            ("security:\n  network:\n    allowed_ips: [10.0.0.1/8]", "YML205"),
            ("security:\n  network:\n    allowed_ips: [localhost]", "YML205"),
            ("security:\n  encryption:\n    algorithm: AES-128-CBC", "YML206"),
            ("schemas:\n  tenant_data: other_data", "TEN204"),
            ("server: lyon", "TEN208"),
            ("server: 'Lyon 2'", "VOC104"),
            ("themes: [logement, logement]", "TEN107"),
            ("collections: {a: b}\ndatabases:\n  mongodb:\n    collections: {c: d}", "TEN107"),
            ("compliance:\n  data_residency:\n    enabled: true\n    regions: [eu-west-1]", "TEN205"),
            (
                "compliance:\n  privacy:\n    personal_data:\n      - {table: eau.t, subject: [a], columns: {b: set_null},\n         purpose: p, legal_basis: consent}",
                "TEN206"
            ),
            (
                "compliance:\n  privacy:\n    personal_data:\n      - {table: data.t, subject: [], columns: {b: set_null},\n         purpose: p, legal_basis: consent}",
                "TEN207"
            ),
            (
                "compliance:\n  privacy:\n    personal_data:\n      - {table: data.t, subject: [a], columns: {b: burn},\n         purpose: p, legal_basis: consent}",
                "YML206"
            ),
            (
                "compliance:\n  privacy:\n    personal_data:\n      - {table: data.t, subject: [a], columns: {b: set_null},\n         legal_basis: consent}",
                "YML202"
            ),
            ("access_control:\n  admin_users:\n    - {username: zoe, roles: [tenant_admin]}", "TEN119"),
            ("environment_overrides:\n  developement: {}", "YML201"),
            ("environment_overrides:\n  staging:\n    limit: {}", "YML201"),
            ("limits:", "YML203"),
            ("limits: 5", "YML204"),
            ("limits:\n  max_users: ~", "YML203"),
            ("limits:\n  max_users: '10_0'", "YML205"),
            ("limits:\n  max_users: -1", "YML205"),
            ("monitoring:\n  level: ful", "YML206"),
            ("monitoring:\n  metrics: [&a m\(String(repeating: ", *a", count: 65))]", "YML123"),
            ("monitoring: {level: basic}\nmonitoring: {level: basic}", "YML109"),
            ("name: ${TENANT}", "YML201"),
            ("themes: ['${TENANT}']", "YML301"),
            ("variables: {TENANT_ID: other}\nschemas: {tenant_data: '${TENANT_ID}_data'}", "TEN213"),
            ("environment_overrides:\n  staging:\n    variables: {ENVIRONMENT: other}", "TEN213"),
            ("variables: {tenant_id: other}\nnamespaces: {a: '${tenant_id}'}", nil),
        ] as [(String, String?)])
    func fault(_ text: String, _ code: String?) {
        #expect(Declared(.free, text).codes == [code].compactMap { $0 }, "\(text)")
    }

    @Test("are told together, each with its place, in the order of the file, up to eight")
    func together() {
        let declared = Declared(
            .free,
            """
            themse: []
            placement: databse
            limits:
              max_users: many
              storage: 1
              storage_gb: 5
            security:
              ssl: {enabled: 1}
              login_rotation: montly
            backup:
              schedule: {full_backup: soon}
            compliance: {regulations: GDPR}
            monitoring: {alerts: {rules: [{name: a}]}}
            quota: 1
            """)
        let places = declared.failures.map { String(($0.detail ?? "").prefix { $0 != "\n" }) }
        #expect(
            places == [
                "acme.yml:9:1", "acme.yml:10:12", "acme.yml:12:14", "acme.yml:13:3", "acme.yml:14:15",
                "acme.yml:16:18", "acme.yml:17:19", "acme.yml:19:27",
            ])
        #expect(declared.failures.prefix(2).map(\.hint) == ["Did you mean 'themes'?", "Did you mean 'database'?"])
        #expect(declared.failures.allSatisfy { $0.detail?.hasSuffix("^") == true })
    }

    @Test("a duplicate key, a tag or a wrong tier hides nothing of the rest")
    func beside() {
        let text = """
            placement: databse
            limits: {max_users: many}
            limits: {max_users: 3}
            themes: !special []
            quota: 1
            """
        #expect(Declared(.free, text).codes == ["YML206", "YML205", "YML109", "YML113", "YML201"])
        let tier = Declared(
            """
            tenant_info: {tenant_id: acme, tenant_name: a, tenant_type: fre, contact: {name: a, email: a@b.fr}}
            themse: []
            placement: databse
            """)
        #expect(tier.codes == ["YML206", "YML201", "YML206"])
        #expect(tier.failures.first?.hint == "Did you mean 'free'?")
    }

    @Test(
        "a key that stands in the wrong section is led to its own, and to none where several sections have one",
        arguments: [
            ("max_users: 5", "Did you mean 'limits.max_users'?"),
            ("limits: {cpu_cores: 0.1}", "Did you mean 'resources.cpu_cores'?"),
            ("databases: {postgresql: {cpu_cores: 0.1}}", "Did you mean 'databases.postgresql.resources.cpu_cores'?"),
            (
                "databases: {redis: {resources: {eviction_policy: noeviction}}}",
                "Did you mean 'databases.redis.performance.eviction_policy'?"
            ),
            ("limits: {enabled: true}", "Known keys: max_users, storage_gb, "),
        ])
    func elsewhere(_ text: String, _ hint: String) {
        let found = Declared(.free, text).failures.first?.hint
        #expect(found?.hasPrefix(hint) == true, "\(found ?? "none")")
    }

    @Test("hostile texts are refused where they could do harm, and kept where they cannot", arguments: hostile)
    func hostileTexts(_ text: String) throws {
        let quoted = JSON.string(text).description
        // An identifier names everything, a theme a schema.
        let identifier = Declared(
            "{tenant_info: {tenant_id: \(quoted), tenant_name: a, tenant_type: free, contact: {name: a, email: a@b.fr}}}"
        )
        #expect(identifier.failures.isEmpty == ((try? TenantIdentifier(text)) != nil))
        #expect(Declared(.free, "themes: [\(quoted)]").failures.isEmpty == ((try? Theme(text)) != nil))
        let named = Declared(.free, "namespaces: {\(quoted): \(quoted)}\nmonitoring: {metrics: [\(quoted)]}")
        for failure in named.failures {
            #expect(failure.description.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
        }
        if named.failures.isEmpty {
            let value = named.configuration?.attributes.first { $0.path == "databases.redis.namespaces" }?.json
            let kept = text.replacing("$${", with: "${")
            #expect(value?[kept] == .string(kept))
        }
    }

    static let hostile = [
        "", " ", "\t", "\u{0}", "a\nb", "a\u{2028}b", "\u{202E}abc", "\u{200B}", "\u{FEFF}", "\u{7F}", "\u{85}", "é",
        "İ", "ﬀ", "👩‍👩‍👧‍👦", "Ａcme", "' or 1=1 --", "\"; drop schema socle cascade; --", "$(id)", "`id`", "${", "$${X}",
        "%s%n",
        "../../etc/passwd", "a/b", ".", "..", "con", "null", "~", "true", "no", "0x1F", "01004", "1e400", "NaN", "-",
        "*a",
        "&a", "!!str", "{{7*7}}", "<script>", "pg_catalog", "pg_x", "socle", "public", "commun", "ACME", "1acme", "a",
        String(repeating: "a", count: 32), String(repeating: "a", count: 64), String(repeating: "é", count: 300),
    ]

    @Test("names that two tenants would be given are found with both places")
    func collisions() throws {
        func tenant(_ identifier: String, _ themes: [String], _ channels: [Channel] = []) throws -> TenantConfiguration
        {
            try configuration(identifier, themes: themes, channels: channels)
        }
        func names(_ tenants: [TenantConfiguration]) -> [String] {
            NameCollision.all(in: tenants).map { "\($0.name) \($0.tenant) \($0.other)" }
        }
        #expect(try names([tenant("acme", ["eau_data"]), tenant("acme_eau", [])]) == ["acme_eau_data acme acme_eau"])
        #expect(
            try names([tenant("acme_eau", ["forages_vus"]), tenant("acme", ["eau_forages_vus"])])
                == ["acme_eau_forages_vus acme acme_eau"])
        #expect(
            try names([tenant("acme", ["eau_metabase"]), tenant("acme_eau", [], [.metabase])])
                == ["acme_eau_metabase acme acme_eau"])
        #expect(try names([tenant("acme", ["eau_metabase"]), tenant("acme_eau", [])]) == [])
        #expect(try names([tenant("acme", ["eau"]), tenant("acme_eau", ["data_x"])]) == [])
        #expect(
            try names([tenant("ab", ["cc_dd_ee"]), tenant("ab_cc", ["dd_ee"]), tenant("ab_cc_dd", ["ee"])]).count == 3)
    }

    @Test("an environment's scale makes resources smaller, rounded up, and nothing else")
    func scale() throws {
        let declared = Declared(.free, "resources: {scale_factor: 0.3}", in: .development)
        let configuration = try #require(declared.configuration)
        #expect(configuration.resources.cpuCores == 0.08)
        #expect(configuration.resources.memory == ByteCount(gigabytes: 0.15))
        #expect(configuration.limits.storage == ByteCount(gigabytes: 0.3))
        #expect(configuration.limits.databaseConnections == 5)
        #expect(declared["databases.redis.resources.cpu_cores"] == "0.02")
        #expect(Declared(.free, "resources: {scale_factor: 0.6}", in: .development).codes == ["TEN106"])
        #expect(Declared(.free, in: .production).configuration?.limits.storage == ByteCount(gigabytes: 1))
    }
}
