import Testing
import Vocabulary

@testable import Mesh

@Suite("The difference between a document and the mesh")
struct MeshPlanTests {
    @Test("into an empty mesh everything is made, parents before children")
    func new() throws {
        let plan = try MeshPlan(Example.document(), against: Example.loaded)
        #expect(
            plan.changes.map(\.description) == [
                "create domain 'socle-dev-unified-domain'",
                "create domain unit 'equipements-domain-unit'",
                "create domain unit 'lecture-publique-domain-unit'",
                "create project 'equipements-inventaire-dev-project' of tenant 'val_d_ille'",
                "create glossary 'Territoire'",
                "create term 'Territoire / Commune'",
                "create term 'Territoire / Coordonnée'",
                "describe asset 'val_d_ille_equipements.equipements' as 'Équipements publics'",
                "link 'Commune' to asset 'val_d_ille_equipements.equipements'",
                "describe column 'nom' of 'val_d_ille_equipements.equipements'",
                "link 'Coordonnée' to column 'telephone' of 'val_d_ille_equipements.equipements'",
                "create filter 'ille-et-vilaine' of 'val_d_ille_equipements.equipements'",
                "create filter 'sans telephone' of 'val_d_ille_equipements.equipements'",
                "create filter 'public' of 'val_d_ille_equipements.equipements'",
                "offer 'val_d_ille_equipements.equipements' as listing 'Équipements'",
            ])
    }

    @Test("a second import has nothing to do")
    func nothingToDo() throws {
        let document = try Example.document()
        #expect(try MeshPlan(document, against: Example.catalog(of: document)).isEmpty)
    }

    @Test(
        "one difference is one step",
        arguments: [
            (
                "description: Démonstration.", "description: Autre.",
                "describe domain 'socle-dev-unified-domain'"
            ),
            (
                "parent: equipements-domain-unit", "description: x",
                "change domain unit 'lecture-publique-domain-unit'"
            ),
            ("short_description: Circ", "short_description: La circ", "change term 'Territoire / Commune'"),
            (
                "terms: [Commune]", "terms: []",
                "unlink 'Commune' from asset 'val_d_ille_equipements.equipements'"
            ),
            (
                "terms: [Coordonnée]", "terms: [Commune]",
                "link 'Commune' to, unlink 'Coordonnée' from column 'telephone' of 'val_d_ille_equipements.equipements'"
            ),
            (
                "value: 35", "value: 22",
                "change filter 'ille-et-vilaine' of 'val_d_ille_equipements.equipements'"
            ),
            (
                "  name: Équipements\n", "  name: Équipements\n      status: INACTIVE\n",
                "withdraw listing 'Équipements' of 'val_d_ille_equipements.equipements'"
            ),
            (
                "channels: [metabase]", "channels: []",
                "describe asset 'val_d_ille_equipements.equipements' as 'Équipements publics'"
            ),
        ])
    func oneStep(old: String, new: String, step: String) throws {
        let catalog = try Example.catalog(of: Example.document())
        let text = (Example.text + "\n").replacing(old, with: new)
        let plan = try MeshPlan(MeshDocument(parsing: Array(text.utf8), file: "x"), against: catalog)
        #expect(plan.changes.map(\.description) == [step])
    }

    @Test("what the document does not name is left alone")
    func silence() throws {
        let catalog = try Example.catalog(of: Example.document())
        let document = MeshDocument(domain: try Example.document().domain)
        #expect(try MeshPlan(document, against: catalog).isEmpty)
    }

    @Test(
        "what cannot be is refused, all of it together",
        arguments: [
            ("tenant: val_d_ille\n", "tenant: val_dille\n", ["MES102", "MES111"]),
            ("tenant: val_d_ille\n", "tenant: pays_de_bresse\n", ["MES111"]),
            ("domain_unit: equipements-domain-unit", "domain_unit: equipement-domain-unit", ["VOC104"]),
            ("parent: equipements-domain-unit", "parent: lecture-publique-domain-unit", ["MES114"]),
            ("parent: equipements-domain-unit", "parent: absent-domain-unit", ["MES102"]),
            ("name: equipements}", "name: equipement}", ["MES102"]),
            ("terms: [Commune]", "terms: [Comune]", ["MES102"]),
            ("telephone: {terms", "telefone: {terms", ["MES102"]),
            ("columnName: departement", "columnName: department", ["MES201"]),
            ("- name: public", "- name: ille-et-vilaine", ["MES101"]),
        ])
    func refused(old: String, new: String, expected: [String]) {
        let text = (Example.text + "\n").replacing(old, with: new)
        #expect(
            codes {
                _ = try MeshPlan(MeshDocument(parsing: Array(text.utf8), file: "x"), against: Example.loaded)
            } == expected)
    }

    @Test("a unit may lie deep below units that the document does not repeat")
    func deepParents() throws {
        var catalog = Example.loaded
        catalog.domain = Domain(name: "a-dev-unified-domain")
        catalog.domainUnits = [
            DomainUnit(name: "a-domain-unit"), DomainUnit(name: "b-domain-unit", parent: "a-domain-unit"),
            DomainUnit(name: "c-domain-unit", parent: "b-domain-unit"),
        ]
        let document = MeshDocument(
            domain: Domain(name: "a-dev-unified-domain"),
            domainUnits: [DomainUnit(name: "d-domain-unit", parent: "c-domain-unit")])
        #expect(try MeshPlan(document, against: catalog).changes.count == 1)
    }

    @Test("a mesh has one domain")
    func otherDomain() throws {
        var catalog = Example.loaded
        catalog.domain = Domain(name: "autre-dev-unified-domain")
        #expect(codes { _ = try MeshPlan(Example.document(), against: catalog) } == ["MES110"])
    }

    @Test("a filter of an approved subscription keeps its effect, and may be described")
    func filterInUse() throws {
        var catalog = try Example.catalog(of: Example.document())
        catalog.assets[0].filtersInUse = ["ille-et-vilaine"]
        let other = Example.text.replacing("value: 35", with: "value: 22")
        #expect(
            codes { _ = try MeshPlan(MeshDocument(parsing: Array(other.utf8), file: "x"), against: catalog) }
                == ["MES115"])
        let described = Example.text.replacing(
            "name: ille-et-vilaine", with: "name: ille-et-vilaine\n        description: x")
        let plan = try MeshPlan(MeshDocument(parsing: Array(described.utf8), file: "x"), against: catalog)
        #expect(plan.changes.count == 1)
    }

    @Test("what is offered keeps a project that answers for it")
    func listingWithoutProject() throws {
        let document = try Example.document()
        var bare = document
        bare.assets[0].project = nil
        bare.assets[0].listing = nil
        #expect(codes { _ = try MeshPlan(bare, against: Example.catalog(of: document)) } == ["MES113"])
    }
}
