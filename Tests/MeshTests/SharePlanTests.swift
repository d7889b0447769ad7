import FoundationEssentials
import Postgres
import Testing
import Vocabulary

@testable import Mesh

@Suite("The difference between an approval and an access")
struct SharePlanTests {
    static let columns: [TableColumn] = [("nom", "text"), ("departement", "text"), ("tel", "text")]
        .map { TableColumn(Identifier(derived: $0.0), ColumnType($0.1)) }
    static let filters = [
        AssetFilter(name: "mask", effect: .masks(["tel": .redact])),
        AssetFilter(name: "rows", effect: .rows(.comparison(.init(.equalTo, "departement", ["35"])))),
    ]
    static let approval = Approval(requestID: "r", filters: ["rows", "mask"])

    static func side(
        _ tenant: String, _ number: UInt8, placement: Placement = .schema, database: String = "base"
    )
        throws -> ShareFacts.Side
    {
        ShareFacts.Side(
            tenantID: UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, number)),
            names: TenantNames(try TenantIdentifier(tenant)), placement: placement, database: database)
    }

    static func facts(
        status: String = "PENDING", active: Bool = true, consumer: ShareFacts.Side? = nil,
        share: ShareFacts.Share? = nil
    ) throws -> ShareFacts {
        ShareFacts(
            requestID: "r", requestStatus: status, listing: "L", listingIsActive: active, assetID: "asset",
            schema: Identifier(derived: "giver_x"), table: Identifier(derived: "t"), title: "Titre",
            description: nil, terms: ["Commune"], assetDatabase: "base", producer: try side("giver", 1),
            producerName: "Le Donneur", consumer: try consumer ?? side("taker", 2), share: share)
    }

    static func inspection(view: ShareInspection.View? = nil, open: Bool = false) -> ShareInspection {
        ShareInspection(
            database: "base", now: Date(timeIntervalSince1970: 1000), columns: columns, attachedCode: [],
            filters: filters,
            columnComments: ["nom": "Le nom."], roles: ["giver_share", "taker_read", "taker_share"],
            takenNames: [], schemaUsers: open ? ["taker_read", "taker_share"] : [], view: view)
    }

    static func share(status: String = "APPROVED") -> ShareFacts.Share {
        ShareFacts.Share(
            subscriptionID: "s", status: status, expiresAt: nil, grantStatus: "GRANTED",
            schema: Identifier(derived: "giver_share"), view: Identifier(derived: "taker_t"),
            statement: "create …",
            definition: "select …", maskedColumns: ["tel"], filters: ["mask", "rows"])
    }

    static func view(owner: String = "giver_share", definition: String = "select …") -> ShareInspection.View {
        ShareInspection.View(
            owner: owner, isBarrier: true, definition: definition, comment: "Titre · Commune · Le Donneur",
            columnComments: ["nom": "Le nom.", "departement": "departement", "tel": "tel · masked"],
            columns: ["nom", "departement", "tel"], readers: ["taker_read", "taker_share"])
    }

    @Test("a request that waits becomes a view with comments and rights")
    func pending() throws {
        let plan = try SharePlan(Self.approval, Self.facts(), Self.inspection())
        #expect(
            plan.changes == [
                "accept that tenant 'taker' reads 'L' through 'mask', 'rows'",
                "create share 'giver_share.taker_t'",
                "describe the share", "describe column 'nom'", "describe column 'departement'",
                "describe column 'tel'", "open schema 'giver_share' to tenant 'taker'",
                "let tenant 'taker' read 'giver_share.taker_t'",
            ])
        #expect(plan.maskedColumns == ["tel"])
        #expect(plan.statement.text.contains("'***'::text as \"tel\""))
    }

    @Test("the same approval again has nothing to do")
    func twice() throws {
        let facts = try Self.facts(status: "ACCEPTED", share: Self.share())
        let plan = try SharePlan(Self.approval, facts, Self.inspection(view: Self.view(), open: true))
        #expect(plan.changes == [])
    }

    @Test("a share that is gone or was changed is made again by the approved statement")
    func mended() throws {
        let facts = try Self.facts(status: "ACCEPTED", share: Self.share())
        for view in [nil, Self.view(owner: "postgres"), Self.view(definition: "select everything")] {
            let plan = try SharePlan(Self.approval, facts, Self.inspection(view: view, open: true))
            #expect(plan.changes.first == "make share 'giver_share.taker_t' again as it was approved")
            #expect(plan.statement.text == "create …")
        }
    }

    @Test("rights that were taken away are given again")
    func closed() throws {
        let facts = try Self.facts(status: "ACCEPTED", share: Self.share())
        let plan = try SharePlan(Self.approval, facts, Self.inspection(view: Self.view()))
        #expect(plan.changes == ["open schema 'giver_share' to tenant 'taker'"])
    }

    @Test("an approval that contradicts what is there is refused")
    func refused() throws {
        let accepted = try Self.facts(status: "ACCEPTED", share: Self.share())
        let open = Self.inspection(view: Self.view(), open: true)
        var withoutTable = Self.inspection()
        withoutTable.columns = []
        var withCode = Self.inspection()
        withCode.attachedCode = ["row security"]
        var repeatedWithCode = open
        repeatedWithCode.attachedCode = ["rule r"]
        var withoutRole = Self.inspection()
        withoutRole.roles.remove("taker_read")
        let elsewhere = try Self.facts(
            consumer: Self.side("taker", 2, placement: .database, database: "other"))
        let cases: [(Approval, ShareFacts, ShareInspection, String)] = [
            (Approval(requestID: "r", filters: ["rows"]), accepted, open, "MES306"),
            (
                Approval(
                    requestID: "r", filters: ["rows", "mask"], expiresAt: Date(timeIntervalSince1970: 5000)),
                accepted, open, "MES306"
            ),
            (
                Self.approval, try Self.facts(status: "ACCEPTED", share: Self.share(status: "REVOKED")), open,
                "MES305"
            ),
            (Self.approval, try Self.facts(status: "REJECTED"), open, "MES304"),
            (Self.approval, try Self.facts(active: false), open, "MES303"),
            (Self.approval, elsewhere, open, "MES301"),
            (Self.approval, try Self.facts(), withoutTable, "MES309"),
            (Self.approval, try Self.facts(), withoutRole, "MES308"),
            (Self.approval, try Self.facts(), withCode, "MES311"),
            (Self.approval, accepted, repeatedWithCode, "MES311"),
            (Approval(requestID: "r", filters: ["row"]), try Self.facts(), open, "MES102"),
            (
                Approval(requestID: "r", expiresAt: Date(timeIntervalSince1970: 1000)), try Self.facts(),
                open, "MES307"
            ),
        ]
        for (approval, facts, inspection, code) in cases {
            #expect(codes { _ = try SharePlan(approval, facts, inspection) } == [code])
        }
    }
}
