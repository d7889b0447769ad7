import Formats
import Testing
import Vocabulary

/// Where tables begin and end, in grids that are small enough to be seen at a glance.
@Suite struct TableBoundsTests {
    /// A grid, and where its first table lies.
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let text: String
        var titles: ClosedRange<Int>?
        var header: ClosedRange<Int>?
        var codeRow: Int?
        var data: ClosedRange<Int>
        var totals: [Int] = []
        var footer: ClosedRange<Int>?
        var labels: [String]?
        var names: [String]?
    }

    static let cases = [
        Case(
            testDescription: "a header and nothing else",
            text: "Code;Nom;Population\n01;Ain;631877\n02;Aisne;536136\n03;Allier;339384\n",
            header: 1...1, data: 2...4, labels: ["Code", "Nom", "Population"]),
        Case(
            testDescription: "titles above, remarks below",
            text: """
                Population des départements en 2019;;
                Champ : France;;

                Code;Nom;Population
                01;Ain;631877
                02;Aisne;536136
                03;Allier;339384

                Source : Insee, recensement;;
                Lecture : au 1er janvier, l'Ain compte 631 877 habitants;;
                """,
            titles: 1...2, header: 4...4, data: 5...7, footer: 9...10),
        Case(
            testDescription: "a total without a word, where other columns hold codes that are numbers",
            text: """
                service;nature;objet;somme
                20;6135;Location de salles;1800,40
                21;6156;Maintenance;2400,00
                22;6184;Formation;950,60
                23;6232;Fêtes;310,00
                ;;;5461,00
                """,
            header: 1...1, data: 2...6, totals: [6]),
        Case(
            testDescription: "a row without a key whose number is no sum",
            text: """
                service;nature;objet;somme
                20;6135;Location de salles;1800,40
                21;6156;Maintenance;2400,00
                22;6184;Formation;950,60
                23;6232;Fêtes;310,00
                ;;;4460,00
                """,
            header: 1...1, data: 2...6),
        Case(
            testDescription: "labels of every column twice, with a blank row between",
            text: """
                Payee,Purpose,Paid

                Payee Name,Purpose Description,Amount Paid
                ALPHA LTD,Printing,"1,207.75"
                BETA PLC,Postage,"930.10"
                GAMMA LLP,Cleaning,"12,400.00"
                """,
            titles: 1...1, header: 3...3, data: 4...6, labels: ["Payee Name", "Purpose Description", "Amount Paid"]),
        Case(
            testDescription: "rows below the header that tell of a series",
            text: """
                Série;Nuitées;Statut
                identifiant;20417733;
                publication;12/06/2024 09:00;
                mois;;
                2024-M03;1180,5;D
                2024-M02;1092,1;D
                2024-M01;1077,9;D
                2023-M12;1201,4;D
                """,
            header: 1...1, data: 5...8, labels: ["Série", "Nuitées", "Statut"]),
        Case(
            testDescription: "a word among keys that are numbers, with values as the others have",
            text: "no;lieu;valeur\ninconnu;Gap;12\n101;Gex;15\n102;Dole;17\n103;Vichy;11\n",
            header: 1...1, data: 2...5),
        Case(
            testDescription: "labels above codes",
            text: """
                Code géographique;Libellé de la commune;Population municipale
                CODGEO;LIBGEO;P19_POP
                01001;L'Abergement-Clémenciat;779
                01002;L'Abergement-de-Varey;256
                01004;Ambérieu-en-Bugey;14134
                """,
            header: 1...2, codeRow: 2, data: 3...5,
            labels: ["Code géographique", "Libellé de la commune", "Population municipale"],
            names: ["codgeo", "libgeo", "p19_pop"]),
        Case(
            testDescription: "labels of one word above codes",
            text: "Code;Nom;Population\nCODGEO;LIBGEO;POP\n01;Ain;631877\n02;Aisne;536136\n03;Allier;339384\n",
            header: 1...2, codeRow: 2, data: 3...5, names: ["codgeo", "libgeo", "pop"]),
        Case(
            testDescription: "labels above codes, and nothing but text below",
            text: """
                Code de l'EPCI;Libellé de l'EPCI;Nature de l'EPCI
                EPCI;LIBEPCI;NATURE_EPCI
                200000172;CC Faucigny-Glières;CC
                200000438;CC du Pays de Pontchâteau;CC
                200000545;CC des Portes de Romilly-sur-Seine;CC
                """,
            header: 1...2, codeRow: 2, data: 3...5, names: ["epci", "libepci", "nature_epci"]),
        Case(
            testDescription: "a group above several columns",
            text: """
                Département;Population;Variation relative;;
                ;;Totale;Naturelle;Migratoire
                Ain;626127;0.012;0.005;0.007
                Aisne;539783;0;0.003;-0.003
                Allier;343431;0.001;-0.003;0.004
                """,
            header: 1...2, data: 3...5,
            labels: [
                "Département", "Population", "Variation relative / Totale", "Variation relative / Naturelle",
                "Variation relative / Migratoire",
            ]),
        Case(
            testDescription: "groups of groups",
            text: """
                ;;Hommes;;;;Femmes;;;
                ;;Jeunes;;Âgés;;Jeunes;;Âgés;
                Code;Nom;2013;2018;2013;2018;2013;2018;2013;2018
                01;Ain;1;2;3;4;5;6;7;8
                02;Aisne;2;3;4;5;6;7;8;9
                03;Allier;3;4;5;6;7;8;9;10
                """,
            header: 1...3, data: 4...6,
            labels: [
                "Code", "Nom", "Hommes / Jeunes / 2013", "Hommes / Jeunes / 2018", "Hommes / Âgés / 2013",
                "Hommes / Âgés / 2018", "Femmes / Jeunes / 2013", "Femmes / Jeunes / 2018",
                "Femmes / Âgés / 2013", "Femmes / Âgés / 2018",
            ]),
        Case(
            testDescription: "a row of units",
            text: """
                Commune;Surface;Prix
                ;(m²);(€)
                Nice;12;100
                Lyon;13;200
                Metz;14;300
                """,
            header: 1...2, data: 3...5, labels: ["Commune", "Surface (m²)", "Prix (€)"]),
        Case(
            testDescription: "a row of units without brackets",
            text: "Année;Production;Prix\n;tonnes;€/t\n2019;120;4,5\n2020;130;5,5\n2021;140;6,5\n",
            header: 1...2, data: 3...5, labels: ["Année", "Production / tonnes", "Prix / €/t"]),
        Case(
            testDescription: "labels broken over two rows",
            text: """
                Code;Libellé;Population;Population;Taux de
                commune;commune;2013;2018;croissance
                01001;A;100;120;1,2
                01002;B;200;220;0,9
                01004;C;300;310;0,3
                """,
            header: 1...2, data: 3...5,
            labels: [
                "Code / commune", "Libellé / commune", "Population / 2013", "Population / 2018",
                "Taux de / croissance",
            ]),
        Case(
            testDescription: "what is counted may be called total",
            text:
                "Indicateur;Unité;2020;2021\nChômage;%;8,0;7,9\nEmploi total;milliers;27000;27500\nEmploi salarié;milliers;24000;24400\n",
            header: 1...1, data: 2...4),
        Case(
            testDescription: "a total above its parts",
            text: "Territoire,Population\nFrance,67000000\nÎle-de-France,12000000\nBretagne,3300000\nCorse,340000\n",
            header: 1...1, data: 2...5, totals: [2]),
        Case(
            testDescription: "a title that does not stand in the first column",
            text:
                ";Logements par commune;;\n;Code;Commune;Logements\n;69001;Affoux;12\n;69002;Aigueperse;30\n;69003;Albigny;250\n",
            titles: 1...1, header: 2...2, data: 3...5, labels: ["Code", "Commune", "Logements"]),
        Case(
            testDescription: "the unit of the whole table above its header",
            text:
                "Prix par année;;;\n;;(en euros);\nCommune;Code;2019;2020\nLyon;1;12;13\nNice;2;14;15\nMetz;3;16;17\n",
            titles: 1...2, header: 3...3, data: 4...6),
        Case(
            testDescription: "remarks without a word that is known, right below the data",
            text:
                "Commune;Code;2019;2020\nLyon;1;12;13\nNice;2;14;15\nMetz;3;16;17\nTraitement : SDES, mai 2021;;;\nAucune donnée avant 2019;;;\n",
            header: 1...1, data: 2...4, footer: 5...6),
        Case(
            testDescription: "names of groups on rows of their own are kept, the last as well",
            text: "Commune;Code;2019;2020\nRhône;;;\nLyon;1;12;13\nAlpes;;;\nNice;2;14;15\nMoselle;;;\n",
            header: 1...1, data: 2...6),
        Case(
            testDescription: "years are labels",
            text: "Région;2018;2019;2020\nBretagne;12;2019;14\nCorse;2;3;2020\nGrand Est;5;6;7\n",
            header: 1...1, data: 2...4),
        Case(
            testDescription: "years, and no label above the names of the rows",
            text: ";2018;2019;2020\nBretagne;12;2019;14\nCorse;2;3;2020\nGrand Est;5;6;7\n",
            header: 1...1, data: 2...4, labels: ["", "2018", "2019", "2020"]),
        Case(
            testDescription: "explanations below, each of a name and its text",
            text: "Région;2018;2019\nBretagne;12;14\nCorse;2;3\n\nBretagne :;ancienne;\nCorse :;nouvelle;\n",
            header: 1...1, data: 2...3, footer: 5...6),
        Case(
            testDescription: "a total at the end",
            text: "Région;Logements;Part\nBretagne;120;1,5\nCorse;30;2,5\nGrand Est;50;3\nTotal;200;2\n",
            header: 1...1, data: 2...5, totals: [5]),
        Case(
            testDescription: "subtotals of groups",
            text: """
                Département;Habitants
                Ain;100
                Isère;200
                Total Auvergne-Rhône-Alpes;300
                Nord;400
                Aisne;100
                Total Hauts-de-France;500
                Ensemble;800
                """,
            header: 1...1, data: 2...8, totals: [4, 7, 8]),
        Case(
            testDescription: "the country below its parts",
            text: """
                Département;Habitants
                Ain;626127
                Nord;2607000
                Var;1077000
                Vaucluse;561000
                Yonne;335000
                France métropolitaine;64027958
                Guadeloupe;400186
                Guyane;252338
                Martinique;383911
                DOM;1879202
                France métropolitaine et DOM;65907160
                """,
            header: 1...1, data: 2...12, totals: [7, 11, 12]),
        Case(
            testDescription: "a total without a word, whose key is blank and whose numbers add up the others",
            text: "Code;Ventes;Retours\nA1;10;1\nB2;20;2\nC3;30;3\nD4;40;4\n;100;10\n",
            header: 1...1, data: 2...6, totals: [6]),
        Case(
            testDescription: "a country among countries is no total",
            text: "Pays;Habitants\nAllemagne;83\nBelgique;11\nEspagne;47\nFrance;68\nItalie;59\nPologne;38\n",
            header: 1...1, data: 2...7),
        Case(
            testDescription: "a brand called Total is no total",
            text: "Marque;Stations\nBP;300\nEsso;700\nTotal;500\nAvia;600\nLeclerc;650\nAgip;12\nShell;80\n",
            header: 1...1, data: 2...8),
        Case(
            testDescription: "an enterprise called Total, the greatest of its column, is no total",
            text:
                "entreprise;montant\nEngie;1000\nOrange;2000\nTotalEnergies SE;9000\nTotal Direct;9500\nDanone;3000\nVinci;4000\n",
            header: 1...1, data: 2...7),
        Case(
            testDescription: "a place called Total is one of those that the last row adds up",
            text: "Lieu;Arbres\nParis;10\nLyon;20\nTotal des bois;50\nNice;40\nTotal;120\n",
            header: 1...1, data: 2...6, totals: [6]),
        Case(
            testDescription: "the greatest of some countries is no total",
            text: "Pays;Habitants\nBelgique;11\nEspagne;47\nFrance;68\nItalie;59\nPologne;38\n",
            header: 1...1, data: 2...6),
        Case(
            testDescription: "totals above their groups",
            text:
                "Zone;Ventes\nTotal Nord;30\nLille;10\nLens;20\nTotal Sud;70\nNice;30\nToulon;40\n",
            header: 1...1, data: 2...7, totals: [2, 5]),
        Case(
            testDescription: "a word that stands in every group is one of the things counted",
            text: """
                Région;Sexe;Habitants
                Bretagne;Hommes;10
                Bretagne;Femmes;11
                Bretagne;Ensemble;21
                Corse;Hommes;3
                Corse;Femmes;4
                Corse;Ensemble;7
                """,
            header: 1...1, data: 2...7),
        Case(
            testDescription: "no header", text: "01001;Abergement;779\n01002;Varey;256\n01004;Bugey;14134\n",
            data: 1...3),
        Case(
            testDescription: "titles and no header",
            text: "Extraction du 3 mai\n\n01001;Abergement;779\n01002;Varey;256\n01004;Bugey;14134\n",
            titles: 1...1, data: 3...5),
        Case(
            testDescription: "pairs of a name and a value above the table",
            text: """
                Éditeur;INSEE;;
                Année;2022;;

                code;nom;habitants;part
                01001;A;12;1,5
                01002;B;13;2,5
                """,
            titles: 1...2, header: 4...4, data: 5...6),
        Case(
            testDescription: "a footnote right below the data",
            text: "Nom;Habitants\nAlpin;32768\nAzuréen*;82105\nVar;1200\n* Estimation provisoire;\n",
            header: 1...1, data: 2...4, footer: 5...5),
        Case(
            testDescription: "blank rows between groups of rows",
            text: "Nom;Habitants\nAin;12\nNord;13\n\nVar;14\nYonne;15\n\nAube;16\n",
            header: 1...1, data: 2...8),
        Case(
            testDescription: "a last row with one cell that is data",
            text: "id;remarque\n1;bon\n2;assez bon\n3;\n", header: 1...1, data: 2...4),
        Case(
            testDescription: "words for no value in the first row",
            text: "Commune;Revenu;Ménages\nA;nd;12\nB;21000;s\nC;22000;40\n", header: 1...1, data: 2...4),
    ]

    /// What exports of administrations have around and within their tables.
    static let exports = [
        Case(
            testDescription: "the numbers of the columns below their labels",
            text: """
                Commune;Recettes;Dépenses;Résultat
                (1);(2);(3);(4)=(2)-(3)
                Lyon;500;300;200
                Nantes;400;300;100
                Lille;450;300;150
                """,
            header: 1...2, data: 3...5, labels: ["Commune", "Recettes", "Dépenses", "Résultat"]),
        Case(
            testDescription: "a unit of one column alone",
            text: "Code;Nom;Taux;Type\n;;%;\n01;Ain;5,1;a\n02;Aisne;9,4;b\n03;Allier;7,0;a\n",
            header: 1...2, data: 3...5),
        Case(
            testDescription: "codes below labels, with columns that have none",
            text:
                "Code du lieu;Nom du lieu;Nombre de lots;;\nCOD;LIB;NB_LOT;;\n01;Ain;51;;\n02;Aisne;94;;\n03;Allier;70;;\n",
            header: 1...2, codeRow: 2, data: 3...5, names: ["cod", "lib", "nb_lot"]),
        Case(
            testDescription: "a remark with as many commas as the table has",
            text: "code,nom,pop\n1,Ain,51\n2,Aisne,94\n3,Allier,70\nSource : Insee, recensement, 2021\n",
            header: 1...1, data: 2...4, footer: 5...5),
        Case(
            testDescription: "a remark without a word for one, below subtotals without a number",
            text:
                "Code;Nom;Date;Pop\n01;A;1/2/2020;5\n02;B;1/3/2020;6\nTotal Nord;;;11\n03;C;1/4/2020;7\nTotal;;;18\nGéographie au 01/01/2023;;;\n",
            header: 1...1, data: 2...6, totals: [4, 6], footer: 7...7),
        Case(
            testDescription: "the header again on every page",
            text: "Code;Nom;Pop\n01;Ain;51\n02;Aisne;94\nCode;Nom;Pop\n03;Allier;70\nCode;Nom;Pop\n04;Alpes;16\n",
            header: 1...1, data: 2...7, totals: [4, 6], labels: ["Code", "Nom", "Pop"]),
        Case(
            testDescription: "remarks of a program with a delimiter in them",
            text: "# made on 2023-01-01, by export\n# base: prod\nid,nom,n\n1,a,5\n2,b,7\n3,c,9\n",
            titles: 1...2, header: 3...3, data: 4...6, labels: ["id", "nom", "n"]),
        Case(
            testDescription: "a header that begins as a remark",
            text: "#id,nom,n\n1,a,5\n2,b,7\n3,c,9\n", header: 1...1, data: 2...4, labels: ["#id", "nom", "n"]),
        Case(
            testDescription: "a line drawn below the labels",
            text: "code;nom;pop\n----;---;---\n01;Ain;500\n02;Aisne;300\n03;Allier;200\n\n(3 lignes affectées)\n",
            header: 1...1, data: 3...5, footer: 7...7),
        Case(
            testDescription: "years and nothing else as labels",
            text: "2015;2016;2017;2018\n512;498;530;541\n12;18;11;16\n305;312;333;321\n",
            header: 1...1, data: 2...4),
        Case(
            testDescription: "ages as labels",
            text: "Région;0;1;2;3\nBretagne;12;18;11;16\nCorse;2;3;1;4\nNormandie;30;31;33;32\n",
            header: 1...1, data: 2...4),
        Case(
            testDescription: "criteria of a query above the table",
            text: """
                Critères;;Exercice;2023;Budget;Principal
                Utilisateur;;DUPONT;;;

                Chapitre;Article;Libellé;Voté;Réalisé;Taux
                10;6061;Eau;500,00;400,00;80,0
                10;6062;Gaz;300,00;200,00;66,7
                11;6068;Sel;200,00;100,00;50,0
                11;6069;Blé;150,00;75,00;50,0
                12;6070;Foin;80,00;40,00;50,0
                """,
            titles: 1...2, header: 4...4, data: 5...9),
        Case(
            testDescription: "remarks on both sides of a blank row",
            text: """
                Code;Nom;Population
                01;Ain;631877
                02;Aisne;536136
                03;Allier;339384
                Source : Insee;;
                Champ : France;;

                nd : non disponible;;
                """,
            header: 1...1, data: 2...4, footer: 5...8),
        Case(
            testDescription: "the whole of rates, which have no sum, without a key",
            text: "Code;Nom;Taux\n01;Ain;5,1\n02;Aisne;9,4\n03;Allier;7,0\n04;Alpes;7,7\n;France;7,4\n", header: 1...1,
            data: 2...6, totals: [6]),
        Case(
            testDescription: "the whole of rates in the last row",
            text: "Nom;Taux\nAin;5,1\nAisne;9,4\nAllier;7,0\nFrance métropolitaine;7,4\n",
            header: 1...1, data: 2...5, totals: [5]),
        Case(
            testDescription: "subtotals in a third column, whose rows have no code",
            text: """
                Région;Code;Nom;Ventes
                Bretagne;22;Côtes-d'Armor;10
                Bretagne;29;Finistère;20
                Bretagne;;Total;30
                Corse;2A;Corse-du-Sud;5
                Corse;2B;Haute-Corse;7
                Corse;;Total;12
                """,
            header: 1...1, data: 2...7, totals: [4, 7]),
        Case(
            testDescription: "a mark of petrol is no total",
            text: """
                Enseigne;Ville;Ventes
                Total;Lyon;90
                Esso;Nantes;20
                Total;Lille;85
                Avia;Brest;40
                Total;Dole;95
                Esso;Gap;10
                """,
            header: 1...1, data: 2...7),
        Case(
            testDescription: "the average of all",
            text: "Code;Nom;Taux\n01;Ain;5,1\n02;Aisne;9,4\n03;Allier;7,0\n04;Alpes;7,7\n;Moyenne;7,3\n", header: 1...1,
            data: 2...6, totals: [6]),
        Case(
            testDescription: "comments of a program among the data and below it",
            text: """
                # exported by a probe
                heure,niveau,debit
                # metres, cubic metres
                1,2.5,10
                2,2.75,11
                # sonde remplacée
                3,2.25,9
                4,2.5,12
                # end
                """,
            titles: 1...1, header: 2...2, data: 4...8, totals: [6], footer: 9...9),
        Case(
            testDescription: "keys that begin as comments do",
            text: "couleur,nom\n#ff0000,rouge\n#00ff00,vert\n#0000ff,bleu\n", header: 1...1, data: 2...4),
        Case(
            testDescription: "one column of decimal commas",
            text: "montant\n12,50\n1 300,00\n7,25\n8\n", header: 1...1, data: 2...5, labels: ["montant"]),
    ]

    @Test("titles, header, data, totals and remarks are found", arguments: cases + exports)
    func bounds(_ row: Case) throws {
        let plan = try Loading(row.text).plan
        try #require(plan.tables.count == 1)
        let bounds = plan.tables[0].bounds
        #expect(bounds.titles == row.titles)
        #expect(bounds.header == row.header)
        #expect(bounds.codeRow == row.codeRow)
        #expect(bounds.firstDataRow == row.data.lowerBound)
        #expect(bounds.lastFoundRow == row.data.upperBound)
        #expect(bounds.totals == row.totals)
        #expect(bounds.footer == row.footer)
        if let labels = row.labels { #expect(plan.tables[0].columns.map(\.label) == labels) }
        if let names = row.names { #expect(plan.tables[0].columns.map(\.name) == names) }
    }

    @Test("every record is loaded, or ignored by what it is", arguments: cases + exports)
    func law(_ row: Case) throws {
        let loading = try Loading(row.text)
        let tally = loading.tally
        #expect(tally.loaded + tally.rejected + tally.ignored == tally.records)
        #expect(tally.rejected == 0)
        #expect(tally.totals == row.totals.count)
        let lines = row.text.split(separator: "\n", omittingEmptySubsequences: false)
        let rows = row.data.count { !lines[$0 - 1].isEmpty } - row.totals.count
        #expect(tally.loaded == rows)
    }

    @Test("a second table below has columns of its own")
    func below() throws {
        let text = """
            Communes;;
            Code;Nom;Habitants
            01001;A;12
            01002;B;13

            Régions;;
            Région;Surface;
            Bretagne;27209;
            Corse;8722;

            Source : Insee;;
            """
        let plan = try Loading(text).plan
        try #require(plan.tables.count == 2)
        #expect(plan.tables.map(\.name) == ["Communes", "Régions"])
        #expect(
            plan.warnings == [
                "the source holds 2 tables, which begin on lines 2, 7; each is read by its number"
            ])
        #expect(plan.tables.map { $0.columns.map(\.name) } == [["code", "nom", "habitants"], ["region", "surface"]])
        #expect(plan.tables.map(\.bounds.lastDataRow) == [4, 9])
        let source = MemorySource(Array(text.utf8), name: "x")
        var cells: [[[String?]]] = []
        for number in 1...2 {
            let reader = try plan.reader(of: source, table: number)
            var batch = RowBatch()
            var rows: [[String?]] = []
            while try reader.read(into: &batch) { rows += batch.cells }
            #expect(reader.tally.ignored + reader.tally.loaded == reader.tally.records)
            cells.append(rows)
        }
        #expect(
            cells == [
                [["01001", "A", "12"], ["01002", "B", "13"]], [["Bretagne", "27209"], ["Corse", "8722"]],
            ])
    }

    @Test("tables beside each other have the same labels and rows of their own")
    func beside() throws {
        let text = """
            Ventes 2023;;;Ventes 2024;
            Code;Montant;;Code;Montant
            A;100;;A;120
            B;200;;B;220
            ;;;C;320
            """
        let source = MemorySource(Array(text.utf8), name: "x")
        let plan = try SourcePlan(sniffing: source)
        try #require(plan.tables.count == 2)
        #expect(plan.tables.map(\.name) == ["Ventes 2023", "Ventes 2024"])
        #expect(plan.tables.map { $0.columns.map(\.name) } == [["code", "montant"], ["code", "montant"]])
        var cells: [[[String?]]] = []
        for number in 1...2 {
            let reader = try plan.reader(of: source, table: number)
            var batch = RowBatch()
            var rows: [[String?]] = []
            while try reader.read(into: &batch) { rows += batch.cells }
            cells.append(rows)
        }
        #expect(cells == [[["A", "100"], ["B", "200"]], [["A", "120"], ["B", "220"], ["C", "320"]]])
        let raw = try RawRows(plan, of: source, table: 2)
        #expect(try raw.next() == ["A", "120"])
    }

    @Test("tables beside each other have keys, and lengths or titles, of their own")
    func besideOthers() throws {
        for (top, row) in [("", ";;;C;3"), ("Ventes;;;Achats;\n", "D;4;;C;3")] {
            let plan = try Loading(top + "Code;Montant;;Ville;Prix\nA;100;;Lyon;120\nB;200;;Brest;220\n\(row)\n").plan
            #expect(plan.tables.map { $0.columns.map(\.name) } == [["code", "montant"], ["ville", "prix"]])
        }
        // One table, with a column left empty for the eye.
        let one = try Loading("Code;Montant;;Hausse;Prix\nA;100;;5;120\nB;200;;7;220\n").plan
        #expect(one.tables.count == 1)
    }

    @Test("a table of two columns above a wider one is no list of facts about it")
    func twoColumns() throws {
        let wide = "\nCode;Nom;Pop;Part\n01;Ain;51;5,1\n02;Aisne;94;9,4\n03;Allier;70;7,0\n"
        let tables = try Loading("Secteur;Emplois;;\nIndustrie;12;;\nCommerce;15;;\nSanté;9;;\n" + wide).plan.tables
        #expect(tables.map(\.columns.count) == [2, 4])
        let facts = try Loading("Éditeur;Insee;;\nDate;2021-12-31;;\nLignes;3;;\n" + wide).plan.tables
        #expect(facts.map(\.bounds.titles) == [1...3])
    }

    @Test("a title between blank rows is that of the table below it")
    func titleBetween() throws {
        let plan = try Loading(
            """
            Code;Nom;Habitants
            01;Ain;12
            02;Aisne;13
            Source : Insee

            Tableau 2

            Région;Surface;Densité
            Bretagne;27209;100
            Corse;8722;39
            """
        ).plan
        #expect(plan.tables.map(\.name) == [nil, "Tableau 2"])
        #expect(plan.tables.map(\.bounds.footer) == [4...4, nil])
        #expect(plan.tables.map(\.bounds.titles) == [nil, 6...6])
    }

    @Test("a second table and a total are found behind a hundred thousand rows")
    func far() throws {
        var text = "Code;Nom;Habitants\n"
        for number in 1...50_000 { text += "C\(number);Commune \(number);\(number)\n" }
        text += "Total;;1250025000\n"
        for number in 1...50_000 { text += "D\(number);Commune \(number);\(number)\n" }
        text += "\nRégion;Surface;\nBretagne;27209;\nCorse;8722;\n\nSource : Insee;;\n"
        let plan = try Loading(text).plan
        try #require(plan.tables.count == 2)
        #expect(plan.tables[0].bounds.totals == [50_002])
        #expect(plan.tables[0].bounds.lastDataRow == 100_002)
        #expect(plan.tables[1].bounds.header == 100_004...100_004)
        #expect(plan.tables[1].bounds.lastDataRow == 100_006)
        #expect(plan.tables[1].bounds.footer == 100_008...100_008)
    }

    @Test("totals are found behind many rows whose key is a number")
    func farTotals() throws {
        var text = "Code;Nom;Habitants\n"
        for part in 1...3 {
            for number in 1...400 { text += "\(part * 1000 + number);Commune \(number);\(number % 50 + 3)\n" }
            text += "Sous-total \(part);;11000\n"
        }
        text += "France métropolitaine;;33000\n"
        #expect(try Loading(text).plan.tables[0].bounds.totals == [402, 803, 1204, 1205])
    }

    @Test("remarks are found below more strange rows than are kept")
    func strange() throws {
        var text = "Code;Nom;Habitants\n"
        for number in 1...20_000 {
            text += number.isMultiple(of: 3) ? ";;inconnu\n" : "C\(number);Domaine \(number);\(number)\n"
        }
        text += "\nSource : Insee;;\nLecture : rien;;\n"
        let plan = try Loading(text).plan
        try #require(plan.tables.count == 1)
        #expect(plan.tables[0].bounds.lastDataRow == 20_001)
        #expect(plan.tables[0].bounds.footer == 20_003...20_004)
    }

    @Test("a table that is asked for and not there is refused by its number")
    func absent() throws {
        let plan = try Loading("a,b\n1,2\n").plan
        let source = MemorySource(Array("a,b\n1,2\n".utf8), name: "x")
        let failure = #expect(throws: FormatFailure.self) { _ = try plan.reader(of: source, table: 2) }
        #expect(failure?.code == "FMT505")
        #expect(failure?.message == "there is no table 2: the source has one")
    }
}
