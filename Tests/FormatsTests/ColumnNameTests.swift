import Formats
import Testing

@Suite struct ColumnNameTests {
    @Test(
        "a label becomes a clean name",
        arguments: [
            ("Nom de la commune", "nom_de_la_commune"), ("Préfecture (2024)", "prefecture_2024"),
            ("codePostal", "code_postal"),
            ("PMUN", "pmun"), ("kWh", "kwh"), ("cœur d'îlot", "coeur_d_ilot"), ("Part en %", "part_en_pct"),
            ("surface m²", "surface_m2"), ("N° voie", "n_voie"), ("2020", "_2020"), ("Prix €", "prix_eur"),
            ("20 ans et +", "_20_ans_et_plus"), ("+ de 65 ans", "plus_de_65_ans"), ("Bac+2", "bac_plus_2"),
            ("  espace  ", "espace"), ("a__b", "a_b"), ("select", "select"), ("e\u{301}te\u{301}", "ete"),
            ("日本", ""), ("", ""),
            ("ÉLECTRICITÉ", "electricite"), ("a;drop table x--", "a_drop_table_x"), ("x\"y", "x_y"),
        ])
    func clean(_ label: String, _ name: String) {
        #expect(ColumnName.clean(label) == name)
    }

    @Test("names are unique, at most 63 bytes, and none of PostgreSQL's own")
    func names() {
        let long = String(repeating: "é", count: 100)
        let names = ColumnName.names(for: ["a", "A", "", "xmin", long, long, "a 2", "日本"], taken: ["a"])
        #expect(names[0] == "a_2")
        #expect(names[1] == "a_3")
        #expect(names[2] == "column_3")
        #expect(names[3] == "col_xmin")
        #expect(names[6] == "a_2_2")
        #expect(names[7] == "column_8")
        #expect(names.allSatisfy { $0.utf8.count <= 63 })
        #expect(Set(names).count == names.count)
    }
}
