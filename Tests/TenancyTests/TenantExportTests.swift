import Testing
import Vocabulary
import YAML

@testable import Tenancy

@Suite("Exports of declarations")
struct TenantExportTests {
    /// Exports a text, reads the export, and exports that.
    private func rounds(_ text: String, as format: ExportFormat) throws -> (first: String, second: String) {
        let root = try YAMLDocument(parsing: text, file: "a.yml").root
        let first = try TenantExport(root).text(as: format)
        // As an import writes it.
        let imported = try YAMLWriter().text(
            of: YAMLDocument(parsing: first, file: "b").root.json, comment: TenantDraft.comment)
        return (first, try TenantExport(YAMLDocument(parsing: imported, file: "c").root).text(as: format))
    }

    @Test("are the same to the byte after an import, with hostile names too", arguments: ExportFormat.allCases)
    func rounds(_ format: ExportFormat) throws {
        var cases = 0
        for text in DeclarationFaultTests.hostile {
            for style in [JSON.string(text).description, "'\(text.replacing("'", with: "''"))'"] {
                let document = "a:\n  \(style): \(style)\n  list: [\(style), 01004, 1.10, 1e3, no, ~, 0x1F, \"5\"]\n"
                guard (try? YAMLDocument(parsing: document, file: "a.yml")) != nil else { continue }
                let (first, second) = try rounds(document, as: format)
                #expect(first == second, "\(format): \(quoted(text))")
                cases += 1
            }
        }
        print("\(cases) texts went round as \(format.rawValue)")
        #expect(cases > 60)
    }

    @Test("read as each other")
    func formats() throws {
        let text = "# lost\ntenant_info: {tenant_name: 'L''Île', code: 01004, users: 10, flag: yes}\n"
        let root = try YAMLDocument(parsing: text, file: "a.yml").root
        let yaml = try YAMLDocument(parsing: TenantExport(root).text(as: .yaml), file: "b").root
        let json = try YAMLDocument(parsing: TenantExport(root).text(as: .json), file: "c").root
        #expect(yaml.json == json.json)
        #expect(
            try TenantExport(root).text(as: .yaml) == """
                tenant_info:
                  tenant_name: L'Île
                  code: '01004'
                  users: 10
                  flag: 'yes'

                """)
    }
}
