import Formats
import Testing

@Suite struct InferenceTests {
    struct Case: CustomTestStringConvertible {
        let values: [String]
        let type: String
        var loaded: [String?]?
        var header = "valeur"
        var meaning: Meaning?
        var testDescription: String { "\(header): \(values.prefix(4).joined(separator: " | "))" }
    }

    static let cases: [Case] = [
        Case(values: ["1", "2", "-3"], type: "integer"),
        Case(values: ["1", "3000000000"], type: "bigint"),
        Case(values: ["1", "9223372036854775807", "-9223372036854775808"], type: "bigint"),
        Case(values: ["1", "9223372036854775808"], type: "numeric(19,0)"),
        Case(values: ["1", "-9223372036854775809"], type: "numeric(19,0)"),
        Case(values: ["12345678901234567890", "1"], type: "numeric(20,0)"),
        Case(values: ["1,5", "2", "-3,25"], type: "numeric(12,2)", loaded: ["1.50", "2.00", "-3.25"]),
        Case(values: ["1.5", "2.25"], type: "numeric(12,2)", loaded: ["1.50", "2.25"]),
        Case(
            values: ["1 234,50", "12", "1 000 000"], type: "numeric(12,2)",
            loaded: ["1234.50", "12.00", "1000000.00"]),
        Case(values: ["1\u{202F}234,5", "2\u{A0}000"], type: "numeric(11,1)", loaded: ["1234.5", "2000.0"]),
        Case(values: ["1\u{2009}234", "12"], type: "integer", loaded: ["1234", "12"]),
        Case(values: ["1.234,5", "2.000"], type: "numeric(11,1)", loaded: ["1234.5", "2000.0"]),
        Case(values: ["1,234.5", "2,000"], type: "numeric(11,1)", loaded: ["1234.5", "2000.0"]),
        Case(values: ["1,234,567", "2,000"], type: "integer", loaded: ["1234567", "2000"]),
        Case(values: ["1'234.5", "2'000"], type: "numeric(11,1)", loaded: ["1234.5", "2000.0"]),
        Case(values: ["1.234", "2.345"], type: "numeric(13,3)", loaded: ["1.234", "2.345"]),
        Case(values: ["0,125", "1,250"], type: "numeric(13,3)", loaded: ["0.125", "1.250"]),
        Case(values: ["1,5", "2.5"], type: "text"),
        Case(values: ["12,5 %", "3%"], type: "numeric(11,1)", loaded: ["12.5", "3.0"]),
        Case(values: ["12,5 %", "3"], type: "text"),
        Case(values: ["1 200,00 €", "3,50 €"], type: "numeric(12,2)", loaded: ["1200.00", "3.50"]),
        Case(values: ["−5", "3", "–7", "- 8"], type: "integer", loaded: ["-5", "3", "-7", "-8"]),
        Case(
            values: ["1 234,50", "(2,00)", "(1 000,00)"], type: "numeric(12,2)",
            loaded: ["1234.50", "-2.00", "-1000.00"]),
        Case(values: ["1.234,50", "2,00-"], type: "numeric(12,2)", loaded: ["1234.50", "-2.00"]),
        Case(values: ["($1,234.50)", "$2.00"], type: "numeric(12,2)", loaded: ["-1234.50", "2.00"]),
        Case(values: ["(1)", "(2)"], type: "text"),
        Case(values: ["2020", "(2019)"], type: "text"),
        Case(values: ["12-", "15"], type: "text"),
        Case(values: ["2,5", "(-1,5)"], type: "text"),
        Case(values: ["1.5E+10", "2"], type: "double precision", loaded: ["15000000000", "2"]),
        Case(values: ["1e-5", "0.25"], type: "double precision", loaded: ["1e-05", "0.25"]),
        Case(values: ["1,5E3", "2,5"], type: "double precision", loaded: ["1500", "2.5"]),
        Case(values: ["12E5", "3E7"], type: "text"),
        Case(values: ["$1,234.50", "$2.00", "-$3.25"], type: "numeric(12,2)", loaded: ["1234.50", "2.00", "-3.25"]),
        Case(values: ["12,50 EUR", "3 euros"], type: "numeric(12,2)", loaded: ["12.50", "3.00"]),
        Case(values: ["12 €", "3 £"], type: "text"),
        Case(values: ["€ 12,50", "€ 3,00"], type: "numeric(12,2)", loaded: ["12.50", "3.00"]),
        Case(
            values: ["3 mars 2024", "1er août 2023", "14 JUIL. 2022", "2 Décembre 1999", "01-févr.-2001"], type: "date",
            loaded: ["2024-03-03", "2023-08-01", "2022-07-14", "1999-12-02", "2001-02-01"]),
        Case(values: ["mars 2024", "avril 2024"], type: "text"),
        Case(
            values: ["03-mars-21", "15-janv-70", "1 févr. 19", "03FEB2021", "3 Mar 2021"], type: "date",
            loaded: ["2021-03-03", "1970-01-15", "2019-02-01", "2021-02-03", "2021-03-03"]),
        Case(
            values: ["mercredi 3 mars 2021", "Ven. 1er janvier 2021", "lundi 02/08/2021"], type: "date",
            loaded: ["2021-03-03", "2021-01-01", "2021-08-02"]),
        Case(
            values: ["03/02/2021 à 10h30", "3 mars 2021 23:59:59"], type: "timestamp without time zone",
            loaded: ["2021-02-03 10:30:00", "2021-03-03 23:59:59"]),
        Case(values: ["10h30", "9h05"], type: "time without time zone", loaded: ["10:30:00", "09:05:00"]),
        Case(values: ["3FEB2021", "mardi", "mars", "12h", "lundi gras 2021"], type: "text"),
        Case(values: ["01DEC12", "02DEC13"], type: "text"),
        Case(values: ["3 marsouins 2024"], type: "text"),
        Case(values: ["31/12/24", "01/02/70"], type: "date", loaded: ["2024-12-31", "1970-02-01"]),
        Case(values: ["31-12-24", "01-02-03"], type: "date", loaded: ["2024-12-31", "2003-02-01"]),
        Case(values: ["10.12.24", "01.02.03"], type: "text"),
        Case(values: ["45291", "45292"], type: "integer"),
        Case(values: ["0350030N", "0751234A"], type: "text", header: "code_uai"),
        Case(values: ["W123456789", "W987654321"], type: "text", header: "RNA"),
        Case(values: ["01", "02", "10"], type: "text", loaded: ["01", "02", "10"]),
        Case(values: ["2A", "2B", "1"], type: "text"),
        Case(values: ["0", "1", "2"], type: "integer"),
        Case(values: ["00,5", "1,5"], type: "text"),
        Case(values: ["+33612345678", "+33712345678"], type: "text"),
        Case(values: ["06 12 34 56 78", "01 44 55 66 77"], type: "text"),
        Case(values: ["31/12/2024", "01/02/2023"], type: "date", loaded: ["2024-12-31", "2023-02-01"]),
        Case(values: ["12/31/2024", "01/02/2023"], type: "date", loaded: ["2024-12-31", "2023-01-02"]),
        Case(values: ["31/12/2024", "12/31/2024"], type: "text"),
        Case(values: ["2024-12-31", "2023-02-01"], type: "date"),
        Case(values: ["2024/12/31"], type: "date", loaded: ["2024-12-31"]),
        Case(values: ["1.2.2024", "31.12.2024"], type: "date", loaded: ["2024-02-01", "2024-12-31"]),
        Case(
            values: ["31/12/2024 23:59", "01/01/2025 00:00:01"], type: "timestamp without time zone",
            loaded: ["2024-12-31 23:59:00", "2025-01-01 00:00:01"]),
        Case(
            values: ["2024-12-31T23:59:59.123"], type: "timestamp without time zone",
            loaded: ["2024-12-31 23:59:59.123"]),
        Case(
            values: ["2024-12-31T23:59:59Z", "2024-12-31 10:00+01:00"], type: "timestamp with time zone",
            loaded: ["2024-12-31 23:59:59+00", "2024-12-31 09:00:00+00"]),
        Case(values: ["2024-12-31T23:59:59Z", "2024-12-31 10:00"], type: "text"),
        Case(values: ["2024-12-31T23:59:59.1234567"], type: "text"),
        Case(
            values: ["08:30", "9:15:20"], type: "time without time zone", loaded: ["08:30:00", "09:15:20"]),
        Case(values: ["oui", "non", "Oui"], type: "boolean", loaded: ["t", "f", "t"]),
        Case(values: ["VRAI", "FAUX"], type: "boolean", loaded: ["t", "f"]),
        Case(values: ["true", "false"], type: "boolean", loaded: ["t", "f"]),
        Case(values: ["O", "N", "O"], type: "boolean", loaded: ["t", "f", "t"]),
        Case(values: ["N", "N"], type: "text"),
        Case(values: ["M", "F"], type: "text"),
        Case(
            values: ["1", "nd", "////", "3", "-", "…"], type: "integer",
            loaded: ["1", nil, nil, "3", nil, nil]),
        Case(values: ["12,5", "s", "n.d.", "#N/A"], type: "numeric(11,1)", loaded: ["12.5", nil, nil, nil]),
        Case(
            values: ["12", "non disponible", "Non renseigné", "n.c", "**", "sans objet"], type: "integer",
            loaded: ["12", nil, nil, nil, nil, nil]),
        Case(values: ["12", "x", "ε", ":", "X"], type: "integer", loaded: ["12", nil, nil, nil, nil]),
        Case(values: ["x", "", "x"], type: "text", loaded: ["x", nil, "x"]),
        Case(values: ["oui", "x", "non"], type: "text"),
        Case(values: ["NA", "FR", "-"], type: "text", loaded: ["NA", "FR", "-"]),
        Case(values: ["  12 ", "7"], type: "integer", loaded: ["12", "7"]),
        Case(values: ["1", "deux"], type: "text"),
        Case(values: ["75001", "35000"], type: "text", header: "code postal"),
        Case(values: ["75001", "35000"], type: "integer", header: "population"),
        Case(values: ["6114", "75056"], type: "text", loaded: ["06114", "75056"], header: "Code INSEE"),
        Case(values: ["1", "22", "974"], type: "text", loaded: ["01", "22", "974"], header: "dep"),
        Case(values: ["1200", "22"], type: "integer", header: "dep"),
        Case(values: ["84", "93"], type: "text", header: "REG"),
        Case(values: ["200054781", "243500139"], type: "text", header: "siren_epci"),
        Case(
            values: ["732829320", "552081317", "542065479", "542051180", "775670417"], type: "text",
            header: "n"),
        Case(
            values: ["612345678", "712345678"], type: "text", loaded: ["0612345678", "0712345678"],
            header: "Téléphone"),
        Case(values: ["12", "13"], type: "text", header: "code_tarif"),
        Case(values: ["12,5", "13"], type: "numeric(11,1)", loaded: ["12.5", "13.0"], header: "code_tarif"),
        Case(values: ["6201Z", "4711D"], type: "text", header: "Code APE", meaning: .code),
        Case(values: ["01", "2A", "95", "971"], type: "text", header: "num", meaning: .departement),
        Case(values: ["01004", "2A004", "97105"], type: "text", header: "geo", meaning: .commune),
        Case(values: ["12", "2A", "1042"], type: "text", header: "lot"),
        Case(values: ["75056", "69123"], type: "text", header: "Code géographique", meaning: .commune),
        Case(values: ["3,25E+13", "4,18E+13"], type: "text", header: "SIRET", meaning: .siret),
        Case(
            values: ["3,25E+13", "4,18E+13"], type: "double precision", loaded: ["32500000000000", "41800000000000"]),
    ]

    @Test("the type is that of all values, and every value loads as that type", arguments: cases)
    func infer(_ row: Case) throws {
        let text = "cle;\(row.header)\n" + row.values.enumerated().map { "k\($0);\($1)\n" }.joined()
        let loading = try Loading(text)
        #expect(loading.types[1] == row.type)
        if let meaning = row.meaning { #expect(loading.table.columns[1].meaning == meaning) }
        #expect(loading.rejects.isEmpty)
        #expect(loading.rows.map { $0[1] } == row.loaded ?? row.values)
    }

    @Test("a column that is called «Code» and no more holds codes of what stands beside it")
    func company() throws {
        let loading = try Loading("Code;Département;n\n1;Ain;5\n22;Côtes-d'Armor;8\n971;Guadeloupe;4\n")
        #expect(loading.table.columns.map(\.meaning) == [.departement, nil, nil])
        #expect(loading.rows.map { $0[0] } == ["01", "22", "971"])
        let other = try Loading("Code;Commune;n\n120041;Lyon;5\n230021;Nantes;8\n")
        #expect(other.table.columns[0].meaning == .code)
        #expect(other.rows[0][0] == "120041")
    }

    @Test("codes that a spreadsheet made numbers with an exponent are told of")
    func ruined() throws {
        let plan = try Loading("nom;siret\na;3,25E+13\nb;55208131766522\n").plan
        #expect(plan.warnings.count == 1)
        #expect(plan.warnings[0].contains("siret"))
    }

    @Test("a wrong date among many is a reject, and does not make the column a text")
    func impossible() throws {
        let dates = (0..<40).map { "\($0);\($0 % 28 + 1)/02/2024\n" }.joined()
        let loading = try Loading("id;date\n" + dates + "40;31/02/2024\n41;00/00/0000\n")
        #expect(loading.types == ["integer", "date"])
        #expect(loading.tally.loaded == 40)
        #expect(loading.rejects.map(\.reason) == [.impossibleDate, .impossibleDate])
        #expect(loading.rejects.map(\.value) == ["31/02/2024", "00/00/0000"])
    }

    @Test("what other columns leave no doubt of decides what one leaves open")
    func custom() throws {
        let american = try Loading(
            "a\tb\tc\td\n1,234\t1.5\t01/02/2024\t12/31/2024\n5,678\t2.25\t03/04/2024\t01/31/2024\n")
        #expect(american.types == ["integer", "numeric(12,2)", "date", "date"])
        #expect(american.rows.first == ["1234", "1.50", "2024-01-02", "2024-12-31"])
        let french = try Loading("a\tb\tc\n1,234\t1,5\t01/02/2024\n5,678\t2,25\t03/04/2024\n")
        #expect(french.rows.first == ["1.234", "1.50", "2024-02-01"])
        #expect(
            french.table.columns[0].evidence.last
                == "2 numbers with a decimal comma, which could group thousands")
        #expect(
            french.table.columns[2].evidence.last
                == "2 dates, 2 of which could begin with the day or the month")
        let quoted = "a,\"1,234\"\nb,\"5,678\"\n"
        #expect(try Loading("nom,mesure\n" + quoted).rows.map { $0[1] } == ["1234", "5678"])
        #expect(try Loading("nom,mesuré\n" + quoted).rows.map { $0[1] } == ["1.234", "5.678"])
        let grouped = try Loading("a;b\n1.234;1,5\n999;2,25\n")
        #expect(grouped.rows == [["1234", "1.50"], ["999", "2.25"]])
    }

    @Test("all rows decide, not a sample")
    func allRows() throws {
        let numbers = (1...30_000).map { "\($0);\($0)\n" }.joined()
        let loading = try Loading("id;valeur\n" + numbers + "30001;abc\n")
        #expect(loading.types == ["integer", "text"])
        #expect(
            loading.table.columns[1].evidence.contains("all values are numbers but 1: 1 text, the first on line 30002")
        )
    }

    @Test("evidence never shows a value")
    func evidence() throws {
        let loading = try Loading("nom;telephone\nDurand;0612345678\nMartin;0712345678\n")
        let facts =
            loading.table.columns.flatMap(\.evidence).joined(separator: " ") + loading.plan.evidence.joined()
        #expect(!facts.contains("Durand"))
        #expect(!facts.contains("0612345678"))
    }
}
