import Compliance
import Tenancy
import Testing
import Vocabulary

@Suite("Where a person is looked for")
struct PersonalPlanTests {
    private let tenant: TenantIdentifier

    init() throws { tenant = try TenantIdentifier("rennes") }

    private func name(_ table: String) throws -> RelationName {
        RelationName(schema: try Identifier("rennes_data"), name: try Identifier(table))
    }

    private func declared(
        _ table: String, subject: [String] = ["email"],
        _ columns: [(String, PersonalTable.Erasure)] = [("email", .deleteRow)]
    ) throws -> PersonalTable {
        PersonalTable(
            schemaSuffix: "data", table: try Identifier(table), subject: try subject.map { try Identifier($0) },
            columns: try columns.map { .init(name: try Identifier($0.0), onErasure: $0.1) }, purpose: "Lettre",
            legalBasis: .consent)
    }

    private func relation(
        _ table: String, _ columns: [PersonalCatalog.Column] = [.init(name: "email", type: "text")],
        kind: PersonalCatalog.Relation.Kind = .table, isPartition: Bool = false
    ) throws -> PersonalCatalog.Relation {
        .init(name: try name(table), kind: kind, isPartition: isPartition, columns: columns)
    }

    private func codes(
        _ declared: [PersonalTable], _ catalog: PersonalCatalog, except exceptions: Set<RelationName> = [],
        isErasure: Bool = true
    ) -> [String] {
        do {
            _ = try PersonalPlan(declared, of: tenant, catalog, exceptions: exceptions, isErasure: isErasure)
            return []
        } catch let list as FailureList {
            return list.failures.map(\.code.text)
        } catch let failure as any Failure {
            return [failure.code.text]
        } catch {
            return ["\(error)"]
        }
    }

    @Test("what is not understood ends it: tables and columns that are gone, undeclared ones, actions that cannot be")
    func unknowns() throws {
        let one = [try declared("agents")]
        let known = PersonalCatalog(relations: [try relation("agents")])
        #expect(codes(one, known) == [])
        #expect(codes([], known) == ["GDP101"])
        #expect(codes(one, PersonalCatalog(relations: [])) == ["GDP102"])
        #expect(codes(one, PersonalCatalog(relations: [try relation("agents", kind: .copy)])) == ["GDP102"])
        #expect(codes(one, PersonalCatalog(relations: [try relation("agents", [])])) == ["GDP103"])
        let stray = PersonalCatalog(relations: [
            try relation("agents"), try relation("stray"), try relation("part", isPartition: true),
            try relation("other", [.init(name: "e-mail", type: "text")]),
        ])
        #expect(codes(one, stray) == ["GDP104"] && codes(one, stray, isErasure: false) == ["GDP104"])
        #expect(codes(one, stray, except: [try name("stray")]) == [])
        #expect(codes(one, known, except: [try name("gone")]) == ["GDP107"])
        let columns: [PersonalCatalog.Column] = [
            .init(name: "email", type: "text", isNullable: false), .init(name: "age", type: "integer"),
            .init(name: "made", type: "text", isWritable: false),
        ]
        let strict = PersonalCatalog(relations: [try relation("agents", columns)])
        let actions = try declared(
            "agents", [("email", .setNull), ("age", .pseudonym), ("made", .setNull)])
        #expect(codes([actions], strict) == ["GDP105", "GDP105", "GDP105"])
        #expect(codes([actions], strict, isErasure: false) == [])
        let whole = try declared("agents", [("email", .setNull), ("age", .deleteRow)])
        #expect(codes([whole], strict) == [], "the whole row goes")
    }

    @Test(
        "tables that refer to others are erased before them, also in a circle, and rows that would go along are named")
    func order() throws {
        let declared = [try declared("a"), try declared("b"), try declared("c")]
        let relations = [try relation("a"), try relation("b"), try relation("c")]
        func reference(_ from: String, _ to: String, cascades: Bool = false) throws -> PersonalCatalog.Reference {
            .init(from: try name(from), to: try name(to), constraint: "\(from)_fkey", isCascade: cascades)
        }
        func order(_ references: PersonalCatalog.Reference...) throws -> [String] {
            try PersonalPlan(
                declared, of: tenant, PersonalCatalog(relations: relations, references: references), isErasure: true
            ).tables.map(\.name.name.text)
        }
        #expect(try order() == ["a", "b", "c"])
        #expect(try order(reference("b", "a"), reference("c", "b")) == ["c", "b", "a"])
        #expect(try order(reference("a", "a")) == ["a", "b", "c"])
        #expect(try order(reference("a", "b"), reference("b", "a")).count == 3)
        let along = PersonalCatalog(
            relations: relations + [try relation("d", [])],
            references: [try reference("d", "a", cascades: true), try reference("b", "a", cascades: true)])
        #expect(codes(declared, along) == ["GDP109"])
        #expect(codes(declared, along, except: [try name("d")]) == [])
    }

    @Test("copies of declared tables are made anew, the nearest first, and are no undeclared tables")
    func copies() throws {
        let catalog = PersonalCatalog(
            relations: [try relation("agents"), try relation("far", kind: .copy), try relation("near", kind: .copy)],
            views: [
                .init(name: try name("far"), shown: try name("agents"), purpose: "copy", depth: 2),
                .init(name: try name("near"), shown: try name("agents"), purpose: "copy", depth: 1),
                .init(name: try name("near"), shown: try name("agents"), purpose: "copy", depth: 2),
                .init(name: try name("shown"), shown: try name("agents"), purpose: "channel", depth: 1),
            ])
        let plan = try PersonalPlan([declared("agents")], of: tenant, catalog, isErasure: true)
        #expect(plan.copies == [try name("near"), try name("far")])
    }
}
