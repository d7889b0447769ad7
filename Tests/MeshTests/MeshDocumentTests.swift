import Testing
import Vocabulary
import YAML

@testable import Mesh

@Suite("Mesh documents")
struct MeshDocumentTests {
    @Test("a document is read with its filters, masks and listing")
    func read() throws {
        let document = try Example.document()
        let asset = try #require(document.assets.first)
        #expect(document.domain.name == "socle-dev-unified-domain")
        #expect(asset.table.schema == "val_d_ille_equipements")
        #expect(asset.channels == [.metabase])
        #expect(asset.listing == Listing(name: "Équipements"))
        let rows = RowFilter.and([
            .comparison(.init(.equalTo, "departement", ["35"])), .comparison(.init(.isNotNull, "nom")),
        ])
        #expect(
            asset.filters.map(\.effect) == [
                .rows(rows), .masks(["telephone": .partial(keep: 2), "courriel": .null]),
                .columns(["nom", "departement"]),
            ])
    }

    @Test("what is written out reads back as the same document, and is written the same again")
    func fixedPoint() throws {
        let document = try #require(Example.catalog(of: Example.document()).document)
        let text = try document.yaml()
        let again = try MeshDocument(parsing: Array(text.utf8), file: "export.yml")
        #expect(again == document)
        #expect(try Example.catalog(of: again).document?.yaml() == text)
    }

    @Test("names that YAML would read as something else survive writing and reading")
    func hostileNames() throws {
        let words = [
            "null", "~", "no", "01004", "- x", "a: b", "#", "'", "\"", "é\u{301}", "\u{1F3DB}", "x\ny", " ",
        ]
        for word in words {
            let asset = Asset(
                name: word, table: TableName(tenant: "a", theme: "b", name: word), description: word,
                columns: [word: AssetColumn(description: word)],
                filters: [
                    AssetFilter(name: "f", effect: .rows(.comparison(.init(.in, word, [word, "x"])))),
                    AssetFilter(name: "m", effect: .masks([word: .null])),
                ])
            let document = MeshDocument(domain: Domain(name: "a-dev-unified-domain"), assets: [asset])
            let again = try MeshDocument(parsing: Array(document.yaml().utf8), file: "x")
            #expect(again == document, "\(word)")
        }
    }

    @Test("a glossary that two share by name of term is told apart by links in full")
    func ambiguousTerms() throws {
        let glossaries = ["A", "B"].map {
            Glossary(name: $0, project: "p", terms: [GlossaryTerm(name: "Commune")])
        }
        let directory = TermDirectory(glossaries)
        #expect(throws: MeshFailure.self) { try directory.resolve("Commune") }
        let name = try directory.resolve("B / Commune")
        #expect(name == TermName(glossary: "B", term: "Commune"))
        #expect(directory.link(to: name) == "B / Commune")
    }

    @Test(
        "a mistake is named by its code",
        arguments: [
            ("description: Démonstration.", "descripton: x", "YML"),
            ("tenant: val_d_ille\n", "tenant: val_d_ille\n    owner: x\n", "YML"),
            ("name: socle-dev-unified-domain", "name: socle-unified-domain", "VOC104"),
            ("name: equipements-inventaire-dev-project", "name: habitat-inventaire-dev-project", "VOC104"),
            ("name: Territoire", "name: Terri / toire", "MES106"),
            ("name: Commune", "name: ''", "MES104"),
            ("value: 35", "value: 35, columName: x", "YML"),
            ("equalTo: {", "equal: {", "YML"),
            ("- isNotNull: {columnName: nom}", "- {}", "MES108"),
            (
                "- isNotNull: {columnName: nom}",
                "- {isNull: {columnName: nom}, like: {columnName: a, value: b}}", "MES108"
            ),
            ("included_columns: [nom, departement]", "description: x", "MES107"),
            (
                "included_columns: [nom, departement]",
                "{included_columns: [nom], row_filter: {isNull: {columnName: x}}}", "YML"
            ),
            ("mask: partial, keep: 2", "mask: partial", "MES109"),
            ("mask: partial, keep: 2", "mask: redact, keep: 2", "MES109"),
            ("mask: partial, keep: 2", "mask: partial, keep: 0", "MES109"),
            ("mask: partial, keep: 2", "mask: hide", "YML"),
            ("name: ille-et-vilaine", "name: ille/vilaine", "VOC104"),
            ("channels: [metabase]", "channels: [tableau]", "YML"),
        ])
    func mistakes(right: String, wrong: String, code: String) {
        let text = Example.text.replacing(right, with: wrong)
        #expect(text != Example.text)
        let found = codes { _ = try MeshDocument(parsing: Array(text.utf8), file: "mesh.yml") }
        #expect(!found.isEmpty && found.allSatisfy { $0.hasPrefix(code) }, "\(found)")
    }

    @Test("a mistake is shown with its line")
    func place() {
        let text = Example.text.replacing("mask: partial, keep: 2", with: "mask: partial")
        do {
            _ = try MeshDocument(parsing: Array(text.utf8), file: "mesh.yml")
            Issue.record("the document was taken")
        } catch {
            let detail = (error as? any Failure)?.detail ?? ""
            #expect(detail.contains("mesh.yml:37:"), "\(error) \(detail)")
        }
    }

    @Test("a text that is too long is refused")
    func tooLong() {
        let text = Example.text.replacing("Démonstration.", with: String(repeating: "é", count: 2049))
        #expect(codes { _ = try MeshDocument(parsing: Array(text.utf8), file: "mesh.yml") } == ["MES105"])
    }
}
