import Testing
import Vocabulary

@testable import Adoption

@Suite("Plans of an adoption")
struct PlanTests {
    private let names: TenantNames

    init() throws {
        names = TenantNames(try TenantIdentifier("vallee"))
    }

    private func design(
        _ plan: AdoptionPlan, _ catalog: SourceCatalog, existing: [String: Set<String>] = [:]
    ) throws -> AdoptionDesign {
        try AdoptionDesign(
            plan, of: catalog, facts: [:], themes: Source.themes(), names: names, existing: existing)
    }

    private func codes(_ body: () throws -> AdoptionDesign) -> [String] {
        do {
            _ = try body()
            return []
        } catch let list as FailureList {
            return list.failures.map(\.code.text)
        } catch {
            return [(error as? any Failure)?.code.text ?? "\(error)"]
        }
    }

    @Test("names that meet get numbers, columns and tables alike")
    func collisions() throws {
        let catalog = Source.catalog([
            Source.table(1, "Été", [Source.column("a"), Source.column("A"), Source.column("À")]),
            Source.table(2, "ete", [Source.column("ctid "), Source.column("\n")]),
            Source.table(3, "ÉTÉ", schema: "economie", [Source.column("x")]),
        ])
        let plan = AdoptionPlan.proposed(for: catalog, facts: [:], themes: try Source.themes(), source: "x")
        #expect(plan.tables.map(\.name) == ["ete", "ete_2", "ete"])
        #expect(plan.tables.map(\.theme) == [nil, nil, "economie"])
        #expect(plan.tables[0].columns.map(\.name) == ["a", "a_2", "a_3"])
        #expect(plan.tables[1].columns.map(\.name) == ["col_ctid", "column_2"])
        let tables = try design(plan, catalog).tables
        #expect(tables.map(\.title) == ["vallee_data.ete", "vallee_data.ete_2", "vallee_economie.ete"])
    }

    @Test("what the values are decides rules and types, and a doubt decides for text")
    func proposal() throws {
        let columns = ["jour", "jours", "prix", "insee", "code_postal", "total", "nom"].map { Source.column($0) }
        let facts = Source.facts(
            10,
            [
                "jour": {
                    $0.frenchDates = 9
                    $0.nulls = 1
                }, "jours": { $0.frenchDates = 9 },
                "prix": {
                    $0.commaNumbers = 4
                    $0.plainNumbers = 6
                },
                "insee": {
                    $0.fourDigits = 3
                    $0.fiveCodes = 7
                },
                "code_postal": {
                    $0.fourDigits = 3
                    $0.fiveCodes = 6
                },
                "total": { $0.fourDigits = 10 },
                "nom": {
                    $0.mojibake = 1
                    $0.blankEdges = 2
                },
            ])
        let catalog = Source.catalog([Source.table(1, "t", columns)])
        let plan = AdoptionPlan.proposed(for: catalog, facts: [1: facts], themes: try Source.themes(), source: "x")
        let found = plan.tables[0].columns.map { "\($0.name) \($0.type) \($0.rules.map(\.rawValue))" }
        #expect(
            found == [
                #"jour date ["trim", "french_date"]"#, "jours text []",
                #"prix numeric ["trim", "french_number"]"#, #"insee text ["commune_zeros"]"#, "code_postal text []",
                "total text []", #"nom text ["trim", "mojibake", "empty_to_null"]"#,
            ])
    }

    @Test("both ends of a foreign key are cleaned alike")
    func foreignKeys() throws {
        var parent = Source.table(1, "communes", [Source.column("insee", notNull: true)])
        parent.constraints = [SourceConstraint(kind: .primaryKey, name: "pk", columns: ["insee"], target: nil)]
        var child = Source.table(
            2, "ecoles", [Source.column("commune", Source.type("varchar", written: "character varying(5)"))])
        child.constraints = [
            SourceConstraint(
                kind: .foreignKey, name: "fk", columns: ["commune"], target: 1, targetColumns: ["insee"])
        ]
        let facts = [
            1: Source.facts(
                2,
                [
                    "insee": {
                        $0.fourDigits = 1
                        $0.fiveCodes = 1
                    }
                ])
        ]
        let catalog = Source.catalog([parent, child])
        let plan = AdoptionPlan.proposed(for: catalog, facts: facts, themes: try Source.themes(), source: "x")
        #expect(plan.tables[1].columns[0].rules == [.communeZeros])
        #expect(plan.tables[1].columns[0].type == "text")
        let key = try #require(try design(plan, catalog).tables[1].foreignKeys.first)
        #expect(key.targetTitle == "vallee_data.communes" && key.name.text == "ecoles_commune_fkey")
        var without = plan
        without.tables[0].take = false
        #expect(try design(without, catalog).tables[0].left.map(\.name) == ["fk"])
    }

    @Test("the file of a plan gives the plan back, whatever names the source has")
    func file() throws {
        let hostile = [
            "\"; drop table x; --", "a\nb", "no", "01004", "- x: y", "  ", "#", "é\u{202E}", "null", "{{", "'", "%TAG",
        ]
        let catalog = Source.catalog(
            hostile.enumerated().map { Source.table($0, $1, hostile.map { Source.column($0) }) })
        let plan = AdoptionPlan.proposed(for: catalog, facts: [:], themes: try Source.themes(), source: "x")
        let again = try AdoptionPlan(parsing: Array(plan.yaml().utf8), file: "plan.yml")
        #expect(again == plan)
        let json = try AdoptionPlan(parsing: Array(plan.json.indented.utf8), file: "plan.json")
        #expect(json == plan)
    }

    @Test("a plan that does not fit is refused, with all that is wrong together")
    func refusals() throws {
        let catalog = Source.catalog([
            Source.table(1, "t", [Source.column("a"), Source.column("n", Source.type("int4", written: "integer"))]),
            Source.table(2, "u", [Source.column("a")]),
        ])
        func plan(_ change: (inout AdoptionPlan) -> Void) throws -> AdoptionPlan {
            var plan = AdoptionPlan.proposed(for: catalog, facts: [:], themes: try Source.themes(), source: "x")
            change(&plan)
            return plan
        }
        let cases: [(expected: [String], change: (inout AdoptionPlan) -> Void)] = [
            ([], { _ in }),
            (["ADP109"], { $0.tables[0].table = "gone" }),
            (["ADP110"], { $0.tables[0].columns[0].column = "gone" }),
            (["ADP111"], { $0.tables[0].leave = ["gone"] }),
            (["ADP112"], { $0.tables[1].table = "t" }),
            (["ADP114"], { $0.tables[1].columns = [] }),
            (["ADP115"], { $0.tables[0].name = "Sélect" }), (["ADP115"], { $0.tables[0].name = "" }),
            (["ADP115"], { $0.tables[0].name = "socle_adopt_1_1" }),
            (["ADP115"], { $0.tables[0].columns[0].name = "ctid" }),
            (["ADP115"], { $0.tables[0].name = String(repeating: "a", count: 64) }),
            (["ADP116"], { $0.tables[0].columns[1].name = "a" }), (["ADP116"], { $0.tables[1].name = "t" }),
            (["ADP106"], { $0.tables[0].theme = "sante" }),
            (["ADP118"], { $0.tables[0].columns[0].type = "text; drop table x" }),
            (["ADP118"], { $0.tables[0].columns[0].type = "regclass" }),
            (["ADP119"], { $0.tables[0].columns[0].rules = [.frenchDate] }),
            (["ADP119"], { $0.tables[0].columns[1].rules = [.trim] }),
            (
                ["ADP110", "ADP109"],
                {
                    $0.tables[0].columns[0].column = "gone"
                    $0.tables[1].table = "gone"
                }
            ),
        ]
        for (expected, change) in cases {
            let plan = try plan(change)
            #expect(codes { try design(plan, catalog) } == expected)
        }
        #expect(codes { try design(plan { _ in }, catalog, existing: ["vallee_data": ["t"]]) } == ["ADP117"])
        print("refused plans: \(cases.count)")
    }

    @Test("an unknown key, rule or version of a plan's file is refused with its place")
    func badFiles() {
        for text in [
            "version: 2\ntables: []\n", "version: 1\ntables:\n- {schema: a, table: b, tak: true}\n",
            "version: 1\ntables:\n- {schema: a, table: b, name: c, columns: [{column: x, name: x, type: text, rules: [eval]}]}\n",
            "version: 1\n", "[]",
        ] {
            #expect(throws: (any Error).self) { _ = try AdoptionPlan(parsing: Array(text.utf8), file: "plan.yml") }
        }
    }

    @Test("only themes of the tenant can be chosen, and a schema of their name needs no choice")
    func themes() throws {
        let map = try Source.themes([("public", "economie"), ("tiers", "data")], declared: ["economie", "habitat"])
        #expect(map.theme(of: "public") == "economie")
        #expect(map.theme(of: "tiers") == nil)
        #expect(map.theme(of: "Habitat") == "habitat")
        #expect(map.theme(of: "autre") == nil)
        #expect(throws: AdoptionFailure.self) { _ = try Source.themes([("public", "sante")]) }
    }
}
