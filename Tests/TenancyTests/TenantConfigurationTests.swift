import Tenancy
import Testing
import Vocabulary
import YAML

@Suite("Declared tenants")
struct TenantConfigurationTests {
    private static let generic = """
        tenant_info:
          region: france
        themes: []
        channels: []
        security:
          encryption:
            key_rotation: never
          login_rotation: never
        """
    private static let tier = """
        placement: schema
        limits:
          max_users: 10
          storage_gb: 1
          api_calls_per_month: 10000
          database_connections: 5
          channels: [metabase]
        environment_overrides:
          development:
            limits:
              channels: [metabase, powerbi]
          production:
            security:
              login_rotation: monthly
        security:
          login_rotation: quarterly
        """
    private static let own = """
        tenant_info:
          tenant_id: acme
          tenant_name: "Communauté ${TENANT_ID}"
          tenant_type: free
          contact:
            name: Zoé
            email: zoe@example.org
        themes: [economie]
        channels: [metabase]

        """

    private func read(
        _ own: String, tier: String = Self.tier, environment: DeploymentEnvironment = .development
    ) throws -> TenantConfiguration {
        let templates = TenantTemplates(environment: environment) { template in
            switch template {
            case .generic: try Self.node(Self.generic, "tenant_template.yml")
            case .tier: try Self.node(tier, "free_tier_template.yml")
            }
        }
        return try TenantConfiguration(own: Self.node(own, "acme.yml"), templates: templates)
    }

    private static func node(_ text: String, _ file: String) throws -> YAMLNode {
        try YAMLDocument(parsing: text, file: file).root
    }

    private func failures(
        _ own: String, tier: String = Self.tier, environment: DeploymentEnvironment = .development
    ) -> [any Failure] {
        do {
            _ = try read(own, tier: tier, environment: environment)
            return []
        } catch let list as FailureList {
            return list.failures
        } catch let failure as any Failure {
            return [failure]
        } catch {
            return []
        }
    }

    /// Of keys and logins.
    private func schedules(
        _ own: String, environment: DeploymentEnvironment = .development
    ) throws -> [RotationSchedule] {
        let rotation = try read(own, environment: environment).rotation
        return [rotation.keys, rotation.logins]
    }

    @Test("templates fill in what the file leaves out, and variables are read everywhere")
    func merges() throws {
        let configuration = try read(Self.own)
        #expect(configuration.name == "Communauté acme")
        #expect(configuration.region == "france")
        #expect(configuration.placement == .schema)
        #expect(configuration.limits.databaseConnections == 5)
    }

    @Test("the environment's overrides lie between tier and tenant")
    func environments() throws {
        let own = Self.own.replacing("channels: [metabase]", with: "channels: [powerbi]")
        #expect(try read(own).channels == [.powerbi])
        #expect(failures(own, environment: .production).map(\.code.text) == ["TEN105"])
    }

    @Test("a tenant may ask for less than its tier gives, never more")
    func limits() throws {
        #expect(try read(Self.own + "limits:\n  storage_gb: 0.5\n").limits.storage == ByteCount(gigabytes: 0.5))
        #expect(failures(Self.own + "limits:\n  max_users: 11\n").map(\.code.text) == ["TEN106"])
        #expect(failures(Self.own + "placement: database\n").map(\.code.text) == ["TEN116"])
    }

    @Test("rotation may be tightened, and loosened by nobody")
    func rotation() throws {
        #expect(try schedules(Self.own) == [.never, .quarterly])
        #expect(try schedules(Self.own, environment: .production) == [.never, .monthly])
        let tightened = "security:\n  encryption:\n    key_rotation: yearly\n  login_rotation: monthly\n"
        #expect(try schedules(Self.own + tightened) == [.yearly, .monthly])

        let loosened = Self.own + "security:\n  login_rotation: yearly\n"
        let failure = try #require(failures(loosened).first)
        #expect(failure.code == "TEN119")
        #expect(
            failure.message
                == "'security.login_rotation' of yearly is less than the quarterly that tier 'free' asks for")
        #expect(failure.detail?.hasPrefix("acme.yml:11:19") == true)
        #expect(failure.detail?.hasSuffix("                    ^") == true)
        // What production tightened binds its tenants too.
        let back = Self.own + "environment_overrides:\n  production:\n    security:\n      login_rotation: quarterly\n"
        #expect(failures(back).isEmpty)
        #expect(
            failures(back, environment: .production).map(\.message) == [
                "'security.login_rotation' of quarterly is less than the monthly that environment 'production' asks for"
            ])
    }

    @Test("a template's overrides for an environment do not loosen what its tier asks for")
    func loosenedTemplate() throws {
        let template = Self.tier.replacing("login_rotation: monthly", with: "login_rotation: never")
        let failure = try #require(failures(Self.own, tier: template, environment: .production).first)
        #expect(failure.code == "TEN119")
        #expect(failure.detail?.hasPrefix("free_tier_template.yml:14:23") == true)
        #expect(failures(Self.own, tier: template).isEmpty)
    }

    @Test("a schedule that is none is named with the nearest right one")
    func unknownSchedule() throws {
        let failure = try #require(failures(Self.own + "security:\n  login_rotation: montly\n").first)
        #expect(failure.hint?.contains("monthly") == true, "\(failure)")
        #expect(failure.detail?.contains("acme.yml:11:19") == true)
    }

    @Test("what is wrong is shown with its file, line, column and caret")
    func positions() throws {
        let own = Self.own.replacing("zoe@example.org", with: "nobody")
        let failure = try #require(failures(own).first)
        #expect(failure.message == "'nobody' is no e-mail address")
        #expect(failure.detail?.hasPrefix("acme.yml:7:12") == true)
        #expect(failure.detail?.hasSuffix("^") == true)
    }

    @Test("several failures are reported together")
    func together() {
        let own = Self.own.replacing("[economie]", with: "[economie, economie]")
            .replacing("[metabase]", with: "[metabase, superset, metabase]")
        #expect(failures(own).map(\.code.text) == ["TEN107", "TEN105", "TEN107"])
    }

    @Test("an unknown key is named with the nearest right one")
    func unknownKey() throws {
        let failure = try #require(failures(Self.own.replacing("themes:", with: "themse:")).first)
        #expect(failure.message.contains("themse"))
        #expect(failure.hint == "Did you mean 'themes'?")
    }

    @Test("a file without a tier says what is missing")
    func noTier() {
        #expect(failures("tenant_info:\n  tenant_id: acme\n").isEmpty == false)
        #expect(failures("themes: []\n").isEmpty == false)
    }

    @Test("a hostile identifier is refused where it stands")
    func hostileIdentifier() throws {
        let own = Self.own.replacing("tenant_id: acme", with: "tenant_id: 'acme\"; drop schema socle; --'")
        let failure = try #require(failures(own).first)
        #expect(failure.detail?.contains("acme.yml:2:14") == true)
    }
}
