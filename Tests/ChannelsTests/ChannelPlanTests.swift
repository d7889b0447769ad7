import FoundationEssentials
import Testing
import Vocabulary

@testable import Channels
@testable import Tenancy

@Suite("The difference between the mesh and a channel")
struct ChannelPlanTests {
    static let channel = TenantChannel(
        .metabase,
        of: RegisteredTenant(
            tenantID: UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)),
            identifier: name("taker"), name: "Le Preneur", tier: .free, placement: .schema,
            place: DataPlace(database: Identifier(derived: "base")),
            limits: AppliedLimits(storageBytes: 1_000_000_000, databaseConnections: 5)))

    private static func name(_ text: String) -> TenantIdentifier {
        guard let name = try? TenantIdentifier(text) else { preconditionFailure("a test's own name") }
        return name
    }

    static let sales = TenantTable(
        origin: .own, relationSchema: Identifier(derived: "taker_logement"),
        relationName: Identifier(derived: "ventes"), producer: "taker", table: "ventes", title: "Ventes",
        description: "Une ligne par acte.", owner: "Le Preneur", terms: ["Vente"],
        columns: ["prix": .init(description: "En euros.", terms: ["Prix"])])

    static let share = TenantTable(
        origin: .subscription, relationSchema: Identifier(derived: "giver_share"),
        relationName: Identifier(derived: "taker_equipements"), producer: "giver", table: "equipements",
        title: "Équipements", owner: "Le Donneur", maskedColumns: ["tel"])

    static func inspection() -> ChannelInspection {
        ChannelInspection(
            hasLogin: true, schemaOwner: "taker_share", schemaRights: [], views: [:],
            columns: [
                .init(schema: "taker_logement", name: "ventes"): [
                    .init(name: Identifier(derived: "prix"), type: "numeric"),
                    .init(name: Identifier(derived: "non \"décrit\""), type: "text"),
                ],
                .init(schema: "giver_share", name: "taker_equipements"): [
                    .init(name: Identifier(derived: "tel"), type: "text")
                ],
            ], published: [:], recordedDefinitions: [:])
    }

    /// The channel once a plan was carried out.
    static func carriedOut(_ plan: ChannelPlan) -> ChannelInspection {
        var result = inspection()
        result.schemaRights = ["taker_metabase USAGE"]
        for case .makeView(let view) in plan.steps {
            result.views[view.name.text] = ChannelInspection.View(
                definition: "select \(view.name)", comment: view.comment,
                columnComments: Dictionary(view.columns.map { ($0.name.text, $0.comment) }) { first, _ in
                    first
                },
                rights: ["taker_metabase SELECT"])
            result.published[view.name.text] = view
            result.recordedDefinitions[view.name.text] = "select \(view.name)"
        }
        return result
    }

    static func plan(_ inspection: ChannelInspection, _ tables: [TenantTable] = [sales, share]) throws
        -> ChannelPlan
    {
        try ChannelPlan(enabling: channel, tables, inspection)
    }

    @Test("a new channel gets a view for each table and share, with comments, rights and catalogue")
    func new() throws {
        let plan = try Self.plan(Self.inspection())
        #expect(
            plan.changes == [
                "open schema 'taker_metabase' to 'taker_metabase'",
                "create view 'taker_metabase.logement_ventes'",
                "describe view 'taker_metabase.logement_ventes'",
                "describe column 'prix' of 'taker_metabase.logement_ventes'",
                "describe column 'non \"décrit\"' of 'taker_metabase.logement_ventes'",
                "let 'taker_metabase' read 'taker_metabase.logement_ventes'",
                "put 'Ventes' into the catalogue",
                "create view 'taker_metabase.giver_equipements'",
                "describe view 'taker_metabase.giver_equipements'",
                "describe column 'tel' of 'taker_metabase.giver_equipements'",
                "let 'taker_metabase' read 'taker_metabase.giver_equipements'",
                "put 'Équipements' into the catalogue",
            ])
        let views = plan.steps.compactMap { step in if case .makeView(let view) = step { view } else { nil } }
        #expect(
            views[0].statement == """
                create view "taker_metabase"."logement_ventes" as
                select
                    source."prix",
                    source."non ""décrit\"""
                from "taker_logement"."ventes" as source
                """)
        #expect(views[0].comment == "Ventes · Une ligne par acte. · Vente")
        #expect(views[0].columns.map(\.comment) == ["En euros. · Prix", "non \"décrit\""])
        #expect(views[1].comment == "Équipements · Le Donneur")
        #expect(views[1].columns.map(\.comment) == ["tel · masked"])
    }

    @Test("a second run has nothing to do")
    func nothingToDo() throws {
        let first = try Self.plan(Self.inspection())
        #expect(try Self.plan(Self.carriedOut(first)).isEmpty)
    }

    @Test("a table that is no longer shown loses its view")
    func dropped() throws {
        let done = Self.carriedOut(try Self.plan(Self.inspection()))
        #expect(
            try Self.plan(done, [Self.sales]).changes == [
                "drop view 'taker_metabase.giver_equipements'",
                "take 'giver_equipements' out of the catalogue",
            ])
    }

    @Test("a view that somebody replaced is made again")
    func replaced() throws {
        var done = Self.carriedOut(try Self.plan(Self.inspection()))
        let kept = done.views["logement_ventes"]
        done.views["logement_ventes"] = .init(
            definition: "select everything", comment: kept?.comment,
            columnComments: kept?.columnComments ?? [:],
            rights: kept?.rights ?? [])
        #expect(
            try Self.plan(done, [Self.sales, Self.share]).changes.prefix(2) == [
                "drop view 'taker_metabase.logement_ventes'", "create view 'taker_metabase.logement_ventes'",
            ])
    }

    @Test("a column that came or went makes the view anew")
    func columns() throws {
        var done = Self.carriedOut(try Self.plan(Self.inspection()))
        done.columns[.init(schema: "taker_logement", name: "ventes")]?.removeLast()
        #expect(try Self.plan(done).changes.contains("create view 'taker_metabase.logement_ventes'"))
    }

    @Test("rights that nobody declared are taken away")
    func strangers() throws {
        var done = Self.carriedOut(try Self.plan(Self.inspection()))
        done.schemaRights.formUnion(["public USAGE", "taker_metabase CREATE"])
        done.views["logement_ventes"]?.rights = ["some one SELECT", "taker_metabase SELECT"]
        done.views["giver_equipements"]?.rights = ["taker_metabase SELECT", "taker_metabase DELETE"]
        #expect(
            try Self.plan(done).changes == [
                "close schema 'taker_metabase' to 'public'",
                "close schema 'taker_metabase' to 'taker_metabase'",
                "open schema 'taker_metabase' to 'taker_metabase'",
                "close view 'taker_metabase.logement_ventes' to 'some one'",
                "close view 'taker_metabase.giver_equipements' to 'taker_metabase'",
                "let 'taker_metabase' read 'taker_metabase.giver_equipements'",
            ])
    }

    @Test("a newer load changes the catalogue alone")
    func refreshed() throws {
        let done = Self.carriedOut(try Self.plan(Self.inspection()))
        var sales = Self.sales
        sales = TenantTable(
            origin: .own, relationSchema: sales.relationSchema, relationName: sales.relationName,
            producer: sales.producer, table: sales.table, title: sales.title, description: sales.description,
            owner: sales.owner, terms: sales.terms, refreshedAt: Date(timeIntervalSince1970: 1),
            columns: sales.columns)
        #expect(try Self.plan(done, [sales, Self.share]).changes == ["put 'Ventes' into the catalogue"])
    }

    @Test("a table that is gone is named and shown to nobody")
    func missing() throws {
        var inspection = Self.inspection()
        inspection.columns[.init(schema: "taker_logement", name: "ventes")] = nil
        let plan = try Self.plan(inspection)
        #expect(plan.missingTables == ["taker_logement.ventes"])
        #expect(!plan.changes.contains { $0.contains("ventes") })
    }

    @Test("switching off takes views, catalogue and schema away, and a second time there is nothing to do")
    func disabled() throws {
        let done = Self.carriedOut(try Self.plan(Self.inspection()))
        #expect(
            ChannelPlan(disabling: Self.channel, done).changes == [
                "drop view 'taker_metabase.giver_equipements'", "drop view 'taker_metabase.logement_ventes'",
                "take 'giver_equipements' out of the catalogue",
                "take 'logement_ventes' out of the catalogue",
                "close schema 'taker_metabase' to 'taker_metabase'",
            ])
        #expect(ChannelPlan(disabling: Self.channel, Self.inspection()).isEmpty)
    }

    @Test("a channel that the tenant has not declared, or whose schema is another's, is refused")
    func refused() {
        var withoutLogin = Self.inspection()
        withoutLogin.hasLogin = false
        var foreign = Self.inspection()
        foreign.schemaOwner = "postgres"
        #expect(throws: ChannelFailure.notDeclared(channel: "metabase", tenant: "taker")) {
            try Self.plan(withoutLogin)
        }
        #expect(throws: ChannelFailure.foreignSchema(schema: "taker_metabase", owner: "postgres")) {
            try Self.plan(foreign)
        }
    }
}
