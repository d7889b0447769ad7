import Formats
import Testing

/// What sniffing warns of, and that it is quiet where nothing is to be looked at.
@Suite struct SniffWarningTests {
    private static let election = "canton;inscrits;nom;liste;voix\n"
    private static let wide =
        [
            "Gex;812;ARNAUD;Ensemble;301;BLANC;Demain;280", "Dole;640;COSTE;Renouveau;190;DUMAS;Agir;205",
            "Arbois;455;ESTEVE;Union;160;FABRE;Demain;150;GIRARD;Vivre;90",
            "Poligny;390;HENRY;Agir;201;IMBERT;Union;77",
        ].joined(separator: "\n") + "\n"

    @Test("rows that have the same columns again are read up to the widest, and its columns without a label told")
    func repeated() throws {
        let loading = try Loading(Self.election + Self.wide)
        #expect(loading.table.width == 11)
        #expect(loading.rejects.isEmpty)
        #expect(loading.rows[0].prefix(8) == ["Gex", "812", "ARNAUD", "Ensemble", "301", "BLANC", "Demain", "280"])
        #expect(loading.rows[2][8...] == ["GIRARD", "Vivre", "90"])
        #expect(loading.plan.warnings.last == "6 columns hold values and have no label, the first of them column 6")
    }

    @Test("rows that are wider by accident are told with their number and the first line")
    func wider() throws {
        let loading = try Loading(
            "nom;ville;age\nAnne;Lyon;34\nLuc;Metz;45;et plus\nZoé;Nice;12\nEva;Brest;51;ou non\nPaul;Nancy;60\n")
        #expect(loading.table.width == 3)
        #expect(loading.rejects.count == 2)
        let warning = "2 rows are wider than the table of 3 columns, the first on line 3: a load rejects them"
        #expect(loading.plan.warnings.last == warning)
    }

    @Test("a legend below the table is told")
    func legend() throws {
        let text = """
            serie;objet;nature;rythme;unite;zone;base;champ;source;contact;poids
            S042;Production de bois;Indice;Mensuel;sans;France;2021;Industrie;Enquête;Pôle;12

            Signes

            P;Provisoire
            E;Estimation
            A;Valeur normale
            R;Valeur revue
            M;Valeur manquante

            """
        let warnings = try Loading(text).plan.warnings
        #expect(warnings.contains { $0.hasPrefix("5 records on lines 6 to 10, with several values each, are not") })
    }

    @Test("rows below a header that are no data are told")
    func notes() throws {
        let loading = try Loading(
            "mois;taux\nsource;12345678\nmaj;01/02/2024\n2024-M01;7,5\n2024-M02;7,4\n2024-M03;7,3\n")
        #expect(loading.column("taux") == ["7.5", "7.4", "7.3"])
        #expect(loading.tally.loaded == 3)
        #expect(loading.plan.warnings.contains { $0.hasPrefix("2 records on lines 2 to 3, between the header and") })
    }

    @Test("lines of a story are told as such, and rows that agree in nothing")
    func prose() throws {
        let story = "On marcha longtemps dans la neige, sans dire un mot, vers la maison du garde forestier\n"
        let warnings = try Loading(String(repeating: story, count: 40)).plan.warnings
        #expect(warnings == ["the lines read like sentences: what parts their words may be no delimiter"])
        let uneven = "f;g;h;i\nj;k\nl;m;n\no;p;q;r\nt;u\nv;w;x\ny;z;a;b\n"
        #expect(
            try Loading(uneven + uneven).plan.warnings.contains {
                $0.hasPrefix("rows agree in width and kind by no more")
            })
    }

    @Test(
        "an ordinary table has no warning",
        arguments: [
            "code,nom,valeur\n01,Ain,12\n02,Aisne,14\n", "nom, prenom, ville\nMartin, Anne, Lyon\nPetit, Luc, Metz\n",
            ";2022;2023\nGex;12;14\nDole;15;11\n", "date;texte\n2024-01-31;Une phrase, puis une autre, et la fin\n",
        ])
    func quiet(_ text: String) throws {
        #expect(try Loading(text).plan.warnings.isEmpty)
    }
}
