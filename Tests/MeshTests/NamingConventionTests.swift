import Testing
import Vocabulary

@testable import Mesh

@Suite("Names of domains, units and projects")
struct NamingConventionTests {
    @Test(
        "a name that follows its convention is taken",
        arguments: [
            (NamingConvention.domain, "socle-dev-unified-domain"),
            (.domain, "acme-prod-dev-unified-domain"),
            (.domain, "acme-staging-unified-domain"),
            (.domainUnit, "finance-domain-unit"),
            (.domainUnit, "finance-analytics-domain-unit"),
            (.project(ofUnit: "finance-domain-unit"), "finance-customer360-dev-project"),
            (.project(ofUnit: "data-platform-domain-unit"), "data-platform-etl-stg-project"),
            (.project(ofUnit: "habitat-domain-unit"), "habitat-a-b-c-prod-project"),
        ])
    func taken(convention: NamingConvention, name: String) throws {
        try convention.check(name)
    }

    @Test(
        "a name that does not is refused, with the rule",
        arguments: [
            (NamingConvention.domain, ""),
            (.domain, "dev-unified-domain"),
            (.domain, "socle-test-unified-domain"),
            (.domain, "Socle-dev-unified-domain"),
            (.domain, "socle--dev-unified-domain"),
            (.domain, "socle-dev-unified-domain\n"),
            (.domain, "équipe-dev-unified-domain"),
            (.domainUnit, "domain-unit"),
            (.domainUnit, "finance-unit"),
            (.domainUnit, "finance_x-domain-unit"),
            (.domainUnit, String(repeating: "a", count: 200) + "-domain-unit"),
            (.project(ofUnit: "finance-domain-unit"), "sales-customer360-dev-project"),
            (.project(ofUnit: "finance-domain-unit"), "finance-dev-project"),
            (.project(ofUnit: "finance-domain-unit"), "finance-x-dev-projects"),
            (.project(ofUnit: "finance-domain-unit"), "finance'; drop schema mesh; ---x-dev-project"),
            (.project(ofUnit: "fin-domain-unit"), "finance-x-dev-project"),
        ])
    func refused(convention: NamingConvention, name: String) {
        #expect(throws: NameFailure.self) { try convention.check(name) }
    }

    @Test("the rule of a project names the beginning that its unit asks for")
    func rule() {
        let failure = #expect(throws: NameFailure.self) {
            try NamingConvention.project(ofUnit: "habitat-domain-unit").check("x")
        }
        #expect(failure?.hint?.hasPrefix("Write habitat-<use-case>-<env>-project") == true)
    }
}
