import Compliance
import FoundationEssentials
import Testing
import Vocabulary

@testable import Tenancy

@Suite("The record of processing activities")
struct ProcessingRegisterTests {
    private func register(name: String = "Ville de Rennes", purpose: String = "Lettre") throws -> ProcessingRegister {
        let tenant = try TenantIdentifier("rennes")
        let table = PersonalTable(
            schemaSuffix: "data", table: try Identifier("abonnes"), subject: [try Identifier("email")],
            columns: [.init(name: try Identifier("nom"), onErasure: .setNull)], purpose: purpose,
            legalBasis: .consent, persons: "abonnés", retention: CalendarSpan(3, .year),
            retentionFrom: try Identifier("inscrit_le"))
        let configuration = TenantConfiguration(
            identifier: tenant, name: name, tier: .standard, region: "france",
            contact: .init(name: "Zoé", email: "dpo@example.org"), placement: .database, themes: [], channels: [],
            limits: .init(
                users: 1, storage: ByteCount(gigabytes: 1), apiCallsPerMonth: 1, databaseConnections: 4, channels: []),
            rotation: .init(keys: .quarterly, logins: .never), residency: Residency(regions: ["france"]))
        let relation = RelationName(schema: try Identifier("rennes_data"), name: try Identifier("abonnes"))
        return ProcessingRegister(
            configuration, environment: .production, place: DataPlace(database: try Identifier("socle_rennes")),
            tables: [
                .init(
                    name: relation, declaration: table, isThere: true,
                    recipients: [
                        .init(kind: .channel, name: "metabase"),
                        .init(kind: .subscription, name: "Métropole", masked: ["nom"]),
                    ])
            ],
            consents: [.init(purpose: "Lettre", given: 2, withdrawn: 1, lastAt: Date())], madeAt: "2026-11-21")
    }

    @Test("every heading of the CNIL's model is there, with what is declared")
    func headings() throws {
        let page = try register().markdown
        for text in [
            "## Responsable du traitement", "Ville de Rennes", "Zoé, dpo@example.org", "## Traitement 1 : Lettre",
            "Base légale : consentement (art. 6.1.a)", "Catégories de personnes : abonnés",
            "lecteurs du canal metabase", "Métropole, abonné (masqués : nom)",
            "| rennes\\_data.abonnes | nom | email | 3 ans, à compter de inscrit\\_le |".replacing("\\_", with: "_"),
            "| Lettre | 2 | 1 |", "## Transferts hors de l'Union européenne", "Les données restent dans : france",
            "## Mesures de sécurité", "base de données propre", "clés : trimestriel",
        ] {
            #expect(page.contains(text), "\(text)")
        }
        #expect(try register().json["activities"] != nil)
    }

    @Test("names that somebody wrote cannot make headings, cells or links")
    func hostile() throws {
        let page = try register(name: "A\n## B | [c](http://d) <script>", purpose: "x\u{2028}| y").markdown
        #expect(page.contains("A \\#\\# B \\| \\[c\\](http://d) \\<script\\>"))
        #expect(!page.contains("\n## B") && page.contains("## Traitement 1 : x \\| y"))
    }
}
