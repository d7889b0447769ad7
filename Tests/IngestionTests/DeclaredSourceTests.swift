import Formats
import Tenancy
import Testing
import Vocabulary
import YAML

@testable import Ingestion

@Suite("Declared sources")
struct DeclaredSourceTests {
    private func source(_ text: String) throws -> DeclaredSource {
        try DeclaredSource(YAMLDocument(parsing: text, file: "ventes.yml").root, name: SourceName("ventes"))
    }

    /// The failures of a declaration, each with the line on which it stands.
    private func failures(_ text: String) -> [String] {
        do {
            _ = try source(text)
            return []
        } catch let list as FailureList {
            return list.failures.map(Self.line)
        } catch {
            return [Self.line(error)]
        }
    }

    private static func line(_ error: any Error) -> String {
        let mark = (error as? YAMLFailure)?.mark
        return "\((error as? any Failure)?.code.text ?? "\(error)") \(mark?.position.line ?? 0)"
    }

    @Test("every key is read, and what is written reads as the same")
    func whole() throws {
        let text = """
            from: /srv/depot/ventes_*.csv
            take: all
            entry: data/*.csv
            path: results
            theme: logement
            table: ventes_2024
            mode: append
            key: [id, lot]
            evolution: discard-value
            types: {prix: "numeric(12,2)", jour: date}
            max_rejects: 2.5%
            connections: 3
            schedule: 15 2 * * 1-5
            contract:
              required: [id]
              key: [id, lot]
              freshness: {column: jour, most_days: 40}
              references:
                - {meaning: commune, theme: listes, table: communes, list_column: com, year_column: annee, year: 2024}
                - {column: dep, table: departements, list_column: dep, year_column: annee, year_of: jour}
                - {column: reg, table: regions, list_column: reg}
            """
        let source = try source(text)
        #expect(source.place == .files(pattern: "/srv/depot/ventes_*.csv") && source.choice == .all)
        #expect(source.rules.types == ["prix": .numeric(precision: 12, scale: 2), "jour": .date])
        #expect(source.rules.budget == .percent(2.5) && source.rules.connections?.count == 3)
        #expect(source.schema(of: try TenantIdentifier("rennes")).text == "rennes_logement")
        #expect(source.schedule?.text == "15 2 * * 1-5")
        let contract = try #require(source.contract).contract(of: TenantIdentifier("rennes"))
        #expect(contract.required == ["id"] && contract.key == ["id", "lot"])
        #expect(contract.freshness == .init(column: "jour", mostDays: 40))
        #expect(contract.references.map(\.subject) == [.meaning(.commune), .column("dep"), .column("reg")])
        #expect(contract.references.map(\.list.schema.text) == ["rennes_listes", "rennes_data", "rennes_data"])
        #expect(contract.references.map(\.list.year?.value) == [.fixed(2024), .ofColumn("jour"), nil])
        #expect(try self.source(source.text()) == source)
        let least = try self.source("from: https://donnees.example/ventes?id=12\n")
        #expect(least.table.identifier.text == "ventes" && least.rules == LoadRules() && least.choice == .newest)
        #expect(try self.source(least.text()) == least)
    }

    @Test("everything that is wrong is told at once, each in its place")
    func faults() {
        #expect(
            failures(
                """
                from: http://user:hunter2@127.0.0.1/x
                tabel: t
                mode: merg
                max_rejects: many
                connections: 99
                schedule: 15 25 * * *
                theme: Not a theme
                types: {a: integr}
                """) == [
                    "ING204 1", "YML201 2", "YML206 3", "ING206 4", "ING207 5", "TEN213 6", "VOC104 7", "FMT503 8",
                ])
        let contract = "from: a.csv\ncontract:\n  "
        #expect(failures(contract + "requird: [a]\n  freshness: {column: a}\n") == ["YML201 3", "YML202 4"])
        #expect(failures(contract + "freshness: {most_days: -1}\n") == ["ING213 3"])
        let reference = contract + "references:\n    - {table: t, list_column: c"
        #expect(failures(reference + "}\n") == ["ING212 4"])
        #expect(failures(reference + ", column: a, meaning: commune}\n") == ["ING212 4"])
        #expect(failures(reference + ", column: a, year: 2024}\n") == ["ING208 4"])
        #expect(failures(reference + ", column: a, meaning: comune}\n").first == "YML206 4")
        #expect(failures("from: a.csv\ntable: mes ventes\nconnections: 0\n") == ["ING214 2", "ING207 3"])
        #expect(failures("from: a.csv\ntable: socle_ventes\n") == ["ING215 2"])
        #expect(failures("mode: merge\n").first == "YML202 1")
        #expect(failures("from: a.csv\nmode: merge\n") == ["YML202 2"])
        #expect(failures("from: a.csv\ndelete_missing: true\n") == ["ING208 2"])
        #expect(failures("from: a*.csv\ntake: all\nmode: merge\nkey: [a]\n") == ["ING208 2"])
        #expect(failures("from: http://127.0.0.1/\ntake: all\nmode: append\n") == ["ING208 2"])
    }

    @Test(
        "no name holds what a path or a shell would take otherwise",
        arguments: ["", "Ventes", "a/b", "../x", "a.b", "1a", "a b", "é", "a%", String(repeating: "a", count: 64)])
    func names(_ text: String) {
        #expect(throws: NameFailure.self) { try SourceName(text) }
    }

    @Test(
        "no table is called what a statement has to quote, or what the platform calls its own, and a name near it is told",
        arguments: [
            ("Ventes", "ING214", "'ventes'"), ("mes ventes", "ING214", "'mes_ventes'"), ("été", "ING214", "'ete'"),
            ("t\"; drop table t", "ING214", "'t_drop_table_t'"), ("2024", "ING214", "'_2024'"), (" ", "ING214", nil),
            ("ctid", "ING214", "'col_ctid'"), ("socle_load_1", "ING215", "'load_1'"),
            ("socle_socle_t", "ING215", "'t'"), ("socle_", "ING215", "'socle'"), ("", "VOC101", nil),
            ("a\0", "VOC102", nil),
            (String(repeating: "a", count: 64), "VOC103", nil),
        ])
    func tableNames(_ text: String, _ code: String, _ nearest: String?) {
        do {
            _ = try TableName(text)
            Issue.record("it was taken")
        } catch {
            let failure = error as? any Failure
            #expect(failure?.code.text == code)
            #expect(failure?.hint?.contains(nearest ?? "") ?? true)
            if nearest == nil { #expect(failure?.hint?.contains("example") != true) }
        }
    }

    @Test("other names are those of tables", arguments: ["ventes_2024", "_2024", "socle", "soclet", "select"])
    func usualTableNames(_ text: String) throws {
        #expect(try TableName(text).identifier.text == text)
    }

    @Test(
        "a cron expression that is wrong is refused with the field and its place",
        arguments: [
            ("15 25 * * *", "field 2 (hour) at character 4 is '25', and takes 0 to 23"),
            ("15 2 31-1 * *", "field 3 (day) at character 6 is '31-1', and takes 1 to 31"),
            ("*/0 2 * * *", "field 1 (minute) at character 1 is '*/0', and takes 0 to 59"),
            ("1 2 3 4 sun", "field 5 (day of the week) at character 9 is 'sun', and takes 0 to 7"),
            ("@daily", "it has 1 fields, not 5"), ("1  2 3 4 5", "it has 5 fields, not 5"),
            ("", "it has 0 fields, not 5"),
            ("1 2 3 4 5 6", "it has 6 fields, not 5"),
        ])
    func schedule(_ text: String, _ detail: String) {
        let failure = #expect(throws: CronFailure.self) { try CronExpression(text) }
        #expect(failure?.detail == detail)
    }

    @Test("a line of a crontab is read by cron and the shell as the words that are meant")
    func crontab() throws {
        let line = try CrontabLine(
            CronExpression("15 2 * * *"), tenant: TenantIdentifier("rennes"), source: SourceName("ventes"),
            words: ["/opt/so cle", "100%", "it's", "--wait", "30m"])
        #expect(line.text == #"15 2 * * * '/opt/so cle' '100'\%'' 'it'\''s' --wait 30m"#)
        #expect(throws: SourceFailure.self) {
            try CrontabLine(
                CronExpression("15 2 * * *"), tenant: TenantIdentifier("rennes"), source: SourceName("ventes"),
                words: ["a\nb"])
        }
    }

    @Test("what is said for one run leads over the declaration, and the rest of it stays")
    func leading() throws {
        var told = LoadRules()
        told.budget = .rows(3)
        told.types = ["a": .date]
        var declared = LoadRules()
        declared.mode = .merge
        declared.key = ["id"]
        declared.budget = .percent(1)
        declared.types = ["a": .integer, "b": .boolean]
        let rules = told.leading(over: declared)
        #expect(rules.mode == .merge && rules.key == ["id"] && rules.budget == .rows(3))
        #expect(rules.types == ["a": .date, "b": .boolean])
    }
}
