import Testing
import Vocabulary

@testable import Tenancy

@Suite("Texts of a tenant that gets another name")
struct RenamingTests {
    private func renaming() throws -> Renaming {
        Renaming(
            from: try TenantIdentifier("acme"), to: try TenantIdentifier("brest"),
            held: ["acme_eau", "acme_owner", "socle_acme"])
    }

    @Test("names that the tenant holds are exchanged, and nobody else's that begin alike")
    func names() throws {
        let renaming = try renaming()
        #expect(renaming.names == ["acme_eau": "brest_eau", "acme_owner": "brest_owner", "socle_acme": "socle_brest"])
        #expect(renaming.name("acme_eau_data") == "acme_eau_data")
    }

    @Test(
        "a list of names is read as PostgreSQL reads it, whatever a login wrote there",
        arguments: [
            (#"acme_eau, "$user", "acme_eau", public"#, ["acme_eau", "$user", "acme_eau", "public"]),
            (#"ACME_Eau,x;drop/**/role/**/acme,--"#, ["acme_eau", "x;drop/**/role/**/acme", "--"]),
            (#" "a,b" ,"it""s",É "#, ["a,b", #"it"s"#, "É"]), (#""""#, [""]), ("", []), (#""open"#, ["open"]),
        ])
    func list(_ text: String, _ names: [String]) {
        #expect(Renaming.names(inList: text) == names)
    }

    @Test(
        "a statement's schemas are exchanged, and neither its columns nor its constants",
        arguments: [
            (#"select "acme_eau"."t"."n" from "acme_eau"."t""#, #"select "brest_eau"."t"."n" from "brest_eau"."t""#),
            (
                #"select source."acme_eau" from "acme_eau"."acme_eau" as source"#,
                #"select source."acme_eau" from "brest_eau"."acme_eau" as source"#
            ),
            (#"where x = 'it''s "acme_eau".' and "acme_eau".y"#, #"where x = 'it''s "acme_eau".' and "brest_eau".y"#),
            (#"where x = E'\' "acme_eau".' or "acme_eau".y"#, #"where x = E'\' "acme_eau".' or "brest_eau".y"#),
            (#"from "acme_eau""x"."t", "acme_eau_data"."t""#, #"from "acme_eau""x"."t", "acme_eau_data"."t""#),
            (#"from "acme_eau"#, #"from "acme_eau"#),
        ])
    func statements(_ text: String, _ expected: String) throws {
        #expect(try renaming().statement(text) == expected)
    }

    @Test("a file keeps all but its identifier, and one without it is not touched")
    func files() throws {
        let text = "# acme\ntenant_info:\n  tenant_id: acme   # begins the names\n  tenant_name: acme\r\n"
        #expect(try renaming().file(text) == text.replacing("tenant_id: acme", with: "tenant_id: brest"))
        #expect(try renaming().file("  tenant_id: \"acme\"") == "  tenant_id: \"brest\"")
        for text in [
            "", "tenant_id: acmes", "tenant_id: ${X}", "# tenant_id: acme", "tenant_id: acme\n  tenant_id: acme",
        ] {
            #expect(try renaming().file(text) == nil, "\(text)")
        }
    }
}
