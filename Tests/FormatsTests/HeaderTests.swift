import Formats
import Testing
import Vocabulary

@Suite struct HeaderTests {
    @Test("labels are kept, names are clean and unique")
    func labels() throws {
        let loading = try Loading("Code INSEE;Nom de la commune;Nom de la commune;;% élus\n01001;A;B;x;1\n")
        #expect(
            loading.table.columns.map(\.label) == [
                "Code INSEE", "Nom de la commune", "Nom de la commune", "", "% élus",
            ])
        #expect(
            loading.names == [
                "code_insee", "nom_de_la_commune", "nom_de_la_commune_2", "column_4", "pct_elus",
            ])
        #expect(loading.table.columns[0].meaning == .commune)
        #expect(loading.table.bounds == TableBounds(header: 1...1, firstDataRow: 2, lastFoundRow: 2))
    }

    @Test(
        "years below the labels of groups belong to them, whatever the keys are",
        arguments: [
            "Code;Population;;Ménages;\n;2010;2020;2010;2020\n",
            "Code;Population;;Ménages;\nCode;2010;2020;2010;2020\n",
        ], ["01001;767;775;300;310\n01002;241;252;90;95\n", "A;767;775;300;310\nB;241;252;90;95\n"])
    func yearsOfGroups(_ header: String, _ rows: String) throws {
        let loading = try Loading(header + rows)
        #expect(
            loading.names == ["code", "population_2010", "population_2020", "menages_2010", "menages_2020"])
        #expect(loading.tally.loaded == 2)
    }

    @Test(
        "a first row like the others is no header",
        arguments: [
            "1,2\n3,4\n5,6\n", "2024-01-01,Lyon\n2024-01-02,Nice\n", "Lyon,12\nNice,13\nLyon,14\n",
            "oui,1,a\nnon,2,b\noui,3,c\n",
            "AC,Ascension\nAD,Andorra\nFR,France\nDE,Allemagne\n",
            "Lyon,http://lyon.fr\nNice,https://nice.fr\nBrest,www.brest.fr\n",
            "Zoé,zoe@nice.fr\nLuc,luc@lyon.fr\nMax,max@gap.fr\n",
            "AB-12,Lyon\nCD-345,Nice\nEF-6,Gap\nGH-77,Brest\n",
        ])
    func noHeader(_ text: String) throws {
        let loading = try Loading(text)
        #expect(loading.table.bounds.header == nil)
        #expect(loading.names.first == "column_1")
        #expect(loading.tally.loaded == text.split(separator: "\n").count)
    }

    @Test(
        "a row of labels above values is a header",
        arguments: [
            "a,b\n1,2\n", "nom,ville\nZoé,Nice\nLuc,Lyon\n", "code,2019,2020\nx,1,2\ny,3,4\n", "id,label\n",
            "pays,lieu\nFR,Lyon\nDE,Bonn\nIT,Rome\n",
            "n,0.05,0.1,0.25\n" + (1...12).map { "\($0),\($0).5,\($0).2,\($0).1\n" }.joined(),
            // Vectors with the names of their rows, as R writes them.
            "\"\",\"x\"\n\"1\",67\n\"2\",73\n\"3\",64\n", "\"\",\"x\"\n\"1\",\"Gap\"\n\"2\",\"le Puy\"\n\"3\",\"\"\n",
            ";Total\n01;12\n02;15\n",
        ])
    func header(_ text: String) throws {
        #expect(try Loading(text).table.bounds.header == 1...1)
    }

    @Test("prose has no delimiter, though blanks stand everywhere in it")
    func prose() throws {
        let text = """
            Sommaire
            Ce fichier contient les données de la population des communes.
            Il est produit par l'Insee.
            Pour toute question, écrire au service.
            Onglet un : communes
            Onglet deux : départements et régions de la France entière
            """
        let plan = try Loading(text).plan
        let dialect = try #require(plan.format.dialect)
        #expect([",", ";", "\t", "|"].contains(String(Unicode.Scalar(dialect.delimiter))))
    }

    @Test("what a caller knows of the header is believed")
    func known() throws {
        var options = SniffOptions()
        options.hasHeader = false
        let loading = try Loading("a,b\n1,2\n", options)
        #expect(loading.rows == [["a", "b"], ["1", "2"]])
    }

    @Test("titles above the header are ignored and counted")
    func titles() throws {
        let loading = try Loading(
            "Population légale 2022;;;\n\nSource : INSEE;;;\n\ncode;nom;pop;part\n01001;A;12;1,5\n01002;B;13;2,5\n"
        )
        #expect(loading.names == ["code", "nom", "pop", "part"])
        #expect(loading.rows == [["01001", "A", "12", "1.5"], ["01002", "B", "13", "2.5"]])
        #expect(loading.table.bounds == TableBounds(titles: 1...3, header: 5...5, firstDataRow: 6, lastFoundRow: 7))
        #expect(loading.tally.outside == 5)
        #expect(loading.tally.records == 7)
    }

    @Test("records above the table that hold several values are told of, with their lines")
    func recordsAbove() throws {
        var text = ""
        for number in 1...21 { text += "\(number);x\(number)\n" }
        for number in 1...200 { text += "c\(number);\(number);y\(number);2024-01-01\n" }
        let loading = try Loading(text)
        let warning = """
            21 records with several values on lines 1 to 21 are not loaded, since they stand above the table that \
            begins on line 22
            """
        #expect(loading.plan.warnings == [warning])
        #expect(loading.plan.evidence.contains(warning))
        #expect(loading.tally.outside == 21)
        #expect(loading.tally.loaded == 200)
        #expect(try Loading("Titre;;\n\na;b;c\n1;2;3\n4;5;6\n").plan.warnings == [])
    }

    @Test("a first line that tells Excel the delimiter is believed and is no row")
    func declaredDelimiter() throws {
        let loading = try Loading("sep=|\r\na|b\r\n1;5|x\r\n2;6|y\r\n")
        #expect(loading.names == ["a", "b"])
        #expect(loading.rows == [["1;5", "x"], ["2;6", "y"]])
    }

    @Test("a header over two lines is one record")
    func twoLines() throws {
        let loading = try Loading("\"Nombre\nd'habitants\",b\n12,x\n13,y\n")
        #expect(loading.table.columns.map(\.label) == ["Nombre d'habitants", "b"])
        #expect(loading.names == ["nombre_d_habitants", "b"])
        #expect(loading.rows == [["12", "x"], ["13", "y"]])
    }

    @Test("a delimiter at the end of every line makes no column")
    func trailing() throws {
        let loading = try Loading("a;b;\n1;x;\n2;y;\n")
        #expect(loading.names == ["a", "b"])
        #expect(loading.rows == [["1", "x"], ["2", "y"]])
    }

    @Test("a file whose header moved is refused before a row is read")
    func drift() throws {
        let plan = try Loading("nom;ville\na;b\nc;d\n").plan
        let failure = #expect(throws: FormatFailure.self) {
            try Loading(Array("ville;nom\nb;a\n".utf8), by: plan)
        }
        #expect(failure?.code == "FMT501")
        #expect(failure?.detail == "The plan expects 'nom', 'ville'; the file has 'ville', 'nom'.")
        #expect(try Loading(Array("nom;ville\ne;f\n".utf8), by: plan).rows == [["e", "f"]])
    }
}
