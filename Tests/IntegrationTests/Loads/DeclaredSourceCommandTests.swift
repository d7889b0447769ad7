import FoundationEssentials
import Glibc
import Operations
import Postgres
import Settings
import Subprocess
import TestServer
import Testing
import Vocabulary

/// From a file to a nightly job, by the commands as people type them.
@Suite("Commands for declared sources", .database)
struct DeclaredSourceCommandTests {
    /// An installation of its own, whose tenant is declared as well as made.
    private struct Place {
        let database = TestDatabase.current
        let tenant: TenantIdentifier
        let root: String
        let inbox: String

        init(_ root: String) throws {
            self.root = root
            inbox = "\(root)/depot"
            tenant = try database.makeTenant()
            mkdir(inbox, 0o755)
            try Data(
                """
                tenant_info:
                  tenant_id: \(tenant)
                  tenant_name: Essai
                  tenant_type: free
                  contact: {name: A, email: a@b.example}
                themes: [economie]
                channels: [metabase]

                """.utf8
            ).write(to: URL(filePath: "\(root)/tenants/development/\(tenant).yml"))
        }

        var sources: String { "\(root)/tenants/development/\(tenant)/sources" }

        func write(_ name: String, _ text: String) throws {
            try Data(text.utf8).write(to: URL(filePath: "\(inbox)/\(name)"))
        }

        /// Delivers a file and declares it as a source of its name.
        func declare(_ name: String, _ text: String) throws {
            try write("\(name).csv", text)
            _ = try socle(
                "source", "declare", tenant.text, "\(inbox)/\(name).csv", "--name", name, "--theme", "economie")
        }

        func read(_ path: String) throws -> String {
            String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        }

        func socle(_ arguments: String...) throws -> SocleRun {
            let values = database.installation.settings.values.filter { $0.setting != .environment }
            let settings = Dictionary(values.map { ($0.setting.rawValue, $0.value) }) { first, _ in first }
            return try SocleRun(["--verbose"] + arguments, root: root, settings: settings)
        }

        func rows(_ table: String) throws -> [String] {
            try database.connect().query(
                "select t::text from \(identifier: Identifier("\(tenant)_economie"), Identifier(table)) as t order by 1"
            ) { row in try row[0] }
        }
    }

    private func lend(_ body: (Place) throws -> Void) throws {
        try InstallationFolder.lend { try body(Place($0)) }
    }

    private static let text = "Code;Nom;Surface\n01004;Ambérieu;1,5\n2A004;Ajaccio;2,5\nTotal;;4,0\n"

    @Test("two commands make a nightly job of a file, and cron's own shell runs its line")
    func nightly() throws {
        try lend { place in
            try place.write("surfaces_01.csv", Self.text)
            let declared = try place.socle(
                "source", "declare", place.tenant.text, "\(place.inbox)/surfaces_01.csv", "--name", "surfaces",
                "--from", "\(place.inbox)/surfaces_*.csv", "--theme", "economie", "--schedule", "15 2 * * *")
            #expect(declared.exitCode == 0, "\(declared.errorOutput)")
            #expect(
                try place.read("\(place.sources)/surfaces.yml") == """
                    # Loaded by 'socle load run TENANT surfaces', by the plan in surfaces.plan.json.
                    from: \(place.inbox)/surfaces_*.csv
                    theme: economie
                    table: surfaces
                    schedule: 15 2 * * *

                    """)
            // A folder beside the file of a tenant is no tenant.
            #expect(try place.socle("tenant", "validate", place.tenant.text).exitCode == 0)
            #expect(try place.socle("source", "check", place.tenant.text).exitCode == 0)
            #expect(try place.socle("source", "list", place.tenant.text).output.contains("surfaces"))
            for words in [["load", place.tenant.text, "s"], ["source", "check", place.tenant.text, ""]] {
                let completed = try SocleRun(["complete", "--", "--root", place.root] + words, root: place.root)
                #expect(completed.output.split(separator: "\n").first == "surfaces\t", "\(words): \(completed.output)")
            }
            let again = try place.socle(
                "source", "declare", place.tenant.text, "\(place.inbox)/surfaces_01.csv", "--name", "surfaces")
            again.expectRefusal(73, names: "surfaces.yml")

            let schedule = try place.socle("source", "schedule", place.tenant.text)
            let lines = schedule.output.split(separator: "\n").filter { !$0.hasPrefix("#") }
            try #require(lines.count == 1 && lines[0].hasPrefix("15 2 * * * /"), "\(schedule.output)")
            #expect(lines[0].hasSuffix("load run \(place.tenant) surfaces --declared --quiet --wait 30m"))
            var process = Subprocess("/bin/sh", ["-c", String(lines[0].dropFirst("15 2 * * * ".count))])
            for value in place.database.installation.settings.values where value.setting != .environment {
                process.environment[value.setting.rawValue] = value.value
            }
            let night = try process.run()
            #expect(night.exitCode == 0 && night.output == "" && night.errorOutput == "", "\(night.errorOutput)")
            #expect(try place.rows("surfaces") == ["(01004,Ambérieu,1.5)", "(2A004,Ajaccio,2.5)"])

            // The next delivery is longer, and its total stands elsewhere.
            try place.write("surfaces_02.csv", Self.text.replacing("Total;;4,0", with: "29019;Brest;3,5\nTotal;;7,5"))
            let next = try place.socle("load", place.tenant.text, "surfaces", "--quiet")
            #expect(next.exitCode == 0 && next.errorOutput == "", "\(next.errorOutput)")
            #expect(try place.rows("surfaces").count == 3)
            let history = try place.socle("load", "history", place.tenant.text, "--output", "json")
            #expect(history.output.contains("\"declared_as\": \"surfaces\""), "\(history.output)")
        }
    }

    @Test("drift is told and followed where nothing is lost, and refused by name where a column is gone")
    func drift() throws {
        try lend { place in
            let tenant = place.tenant.text
            try place.declare("s", Self.text)
            #expect(try place.socle("load", tenant, "s").exitCode == 0)
            try place.write("s.csv", "Mairie\n\nNom;Code;Surface;Maire\nLille;59350;9,5;A\nLaon;02408;8,5;B\n")
            let rehearsal = try place.socle("load", tenant, "s", "--dry-run")
            #expect(rehearsal.exitCode == 0 && rehearsal.output.contains("columns_moved"), "\(rehearsal.errorOutput)")
            #expect(
                try place.rows("s").count == 2
                    && place.socle("load", "history", tenant).output.split(separator: "\n").count == 2)
            let night = { try place.socle("load", tenant, "s", "--quiet") }
            let moved = try night()
            #expect(moved.exitCode == 0 && moved.errorOutput.contains("drift: header on line 3, in the plan on line 1"))
            #expect(moved.errorOutput.split(separator: "\n").count == 1, "\(moved.errorOutput)")
            let asItLay = try night()
            #expect(asItLay.exitCode == 0 && asItLay.errorOutput == "", "\(asItLay.errorOutput)")
            #expect(try place.rows("s") == ["(02408,Laon,8.5)", "(59350,Lille,9.5)"])

            // A table that is emptied in silence would be missed only when somebody looks.
            try place.write("s.csv", "Code;Nom;Surface\n")
            #expect(try night().errorOutput.contains("0 rows loaded into \(tenant)_economie.s "))
            try place.write("s.csv", "Nom;Code;Surface\nLille;59350;9,5\nLaon;02408;8,5\n")
            #expect(try place.socle("load", tenant, "s").exitCode == 0)

            try place.write("s.csv", "Code;Nom;Hauteur\n59350;Lille;3\n02408;Laon;4\n")
            let gone = try place.socle("load", tenant, "s")
            gone.expectRefusal(73, names: "ING120")
            #expect(gone.errorOutput.contains("missing: 'Surface'") && gone.errorOutput.contains("new: 'Hauteur'"))
            #expect(try place.rows("s") == ["(02408,Laon,8.5)", "(59350,Lille,9.5)"])
            #expect(try place.socle("load", tenant, "s", "--evolution", "evolve").exitCode == 0)
            #expect(try place.rows("s") == ["(02408,Laon,,4)", "(59350,Lille,,3)"])
        }
    }

    @Test(
        "a new column that was accepted once is loaded the night after, and is no drift any more",
        arguments: [false, true])
    func acceptedColumn(_ isJSON: Bool) throws {
        try lend { place in
            let tenant = place.tenant.text
            let objects = ["{\"code\": \"01004\", \"nom\": \"A\"", "{\"code\": \"2A004\", \"nom\": \"B\""]
            /// Delivers a file with a column in front of the last, or without.
            func deliver(_ ages: [Int]?) throws {
                let lines = zip(ages ?? [0, 0], ["01004;A", "2A004;B"]).map { ages == nil ? $1 : "\($0);\($1)" }
                let text = ((ages == nil ? "" : "Age;") + "Code;Nom\n") + lines.joined(separator: "\n") + "\n"
                let members = zip(ages ?? [0, 0], objects).map { ages == nil ? "\($1)}" : "\($1), \"age\": \($0)}" }
                try place.write("s", isJSON ? "[\(members.joined(separator: ","))]" : text)
            }
            try deliver(nil)
            _ = try place.socle("source", "declare", tenant, "\(place.inbox)/s", "--name", "s", "--theme", "economie")
            let plan = try place.read("\(place.sources)/s.plan.json")
            #expect(try place.socle("load", tenant, "s", "--declared").exitCode == 0)
            try deliver([5, 6])
            let first = try place.socle("load", tenant, "s", "--declared", "--evolution", "evolve", "--quiet")
            #expect(first.exitCode == 0 && first.errorOutput.lowercased().contains("column 'age' is new"))
            #expect(try place.rows("s") == ["(01004,A,5)", "(2A004,B,6)"])
            for (night, ages) in [[7, 8], [9, 10]].enumerated() {
                try deliver(ages)
                let dry = try place.socle("load", tenant, "s", "--declared", "--dry-run")
                #expect(dry.exitCode == 0 && !dry.output.contains("column_added"), "\(night) \(dry.errorOutput)")
                let next = try place.socle("load", tenant, "s", "--declared", "--quiet")
                #expect(next.exitCode == 0 && next.errorOutput == "", "\(night) \(next.errorOutput)")
                #expect(try place.rows("s") == ["(01004,A,\(ages[0]))", "(2A004,B,\(ages[1]))"])
            }
            #expect(try place.read("\(place.sources)/s.plan.json") == plan)
            try deliver(nil)
            let gone = try place.socle("load", tenant, "s", "--declared")
            gone.expectRefusal(73, names: "ING103")
            #expect(gone.errorOutput.contains("the source lacks 'age'"))
        }
    }

    @Test("a word that is a source and a file is refused, and each can be meant")
    func ambiguous() throws {
        try lend { place in
            let tenant = place.tenant.text
            try place.write("ventes", Self.text)
            _ = try place.socle("source", "declare", tenant, "\(place.inbox)/ventes", "--theme", "economie")
            var process = Subprocess(SocleRun.program, ["--root", place.root, "load", "run", tenant, "ventes"])
            process.directory = place.inbox
            let run = try process.run()
            #expect(run.exitCode == 64 && run.errorOutput.contains("--declared"), "\(run.errorOutput)")
            let unknown = try place.socle("load", tenant, "vents")
            unknown.expectRefusal(66, names: "'vents'", hint: "Did you mean 'ventes'?")
            try place.write("other.csv", "a\n")
            unlink("\(place.inbox)/ventes")
            try place.socle("load", tenant, "ventes").expectRefusal(66, names: "ING203")
            // What was not delivered has its line of history, and what is only looked at has none.
            try place.socle("load", tenant, "ventes", "--dry-run").expectRefusal(66, names: "ING203")
            let nights = try place.database.connect().query(
                "select concat_ws(' ', state, failure_code, rules ->> 'declared_as') from socle.loads order by started_at"
            ) { row -> String in try row[0] }
            #expect(nights == ["failed ING203 ventes"])
        }
    }

    @Test("each table of a file is a source of its own, by its number")
    func tables() throws {
        try lend { place in
            let tenant = place.tenant.text
            let communes = "Communes;;\nCode;Nom;Habitants\n01001;A;12\n01002;B;13\n\n"
            try place.write("d.csv", communes + "Régions;;\nRégion;Surface;\nBretagne;27209;\nCorse;8722;\n")
            let first = try place.socle(
                "source", "declare", tenant, "\(place.inbox)/d.csv", "--name", "communes", "--theme", "economie")
            #expect(first.errorOutput.contains("2 tables"), "\(first.errorOutput)")
            let second = try place.socle(
                "source", "declare", tenant, "\(place.inbox)/d.csv", "--name", "regions", "--theme", "economie",
                "--table-number", "2")
            #expect(second.exitCode == 0, "\(second.errorOutput)")
            // Found again by its columns, on whatever rows it lies.
            try place.write("d.csv", "\n\n" + communes + "Régions;;\nRégion;Surface;\nBretagne;27209;\n")
            let load = try place.socle("load", tenant, "regions", "--output", "json")
            #expect(load.exitCode == 0 && load.output.contains("\"loaded\": 1"), "\(load.output)\(load.errorOutput)")
            try place.socle(
                "source", "declare", tenant, "\(place.inbox)/d.csv", "--name", "third", "--table-number", "3"
            ).expectRefusal(66, names: "table")
        }
    }

    @Test("what is wrong with a declaration is told with its line, and nothing is loaded")
    func faults() throws {
        try lend { place in
            let tenant = place.tenant.text
            try place.declare("s", Self.text)
            let file = "\(place.sources)/s.yml"
            let right = try place.read(file)
            try Data((right + "mode: merge\nkey: [cod]\ntypes: {surfac: integer}\n").utf8).write(
                to: URL(filePath: file))
            let check = try place.socle("source", "check", tenant)
            #expect(check.exitCode == 65 && check.errors.count == 2, "\(check.errorOutput)")
            #expect(check.errorOutput.contains("Did you mean 'code'?") && check.errorOutput.contains("s.yml:6:"))
            try Data((right + "schedule: 61 * * * *\n").utf8).write(to: URL(filePath: file))
            try place.socle("source", "schedule", tenant).expectRefusal(65, names: "field 1 (minute)")
            try place.socle("load", tenant, "s").expectRefusal(65, names: "s.yml")
            try Data("{".utf8).write(to: URL(filePath: "\(place.sources)/s.plan.json"))
            try Data(right.utf8).write(to: URL(filePath: file))
            try place.socle("source", "check", tenant, "s").expectRefusal(78, names: "s.plan.json")
        }
    }

    @Test("a file that is meant as a declaration and named otherwise is told of, and keeps no other from being loaded")
    func misnamed() throws {
        try lend { place in
            let tenant = place.tenant.text
            try place.declare("s", Self.text)
            for (name, hint) in [("t.yaml", "Rename it to 't.yml'"), ("Mes ventes.yml", "'mes_ventes.yml'")] {
                let file = "\(place.sources)/\(name)"
                try Data(place.read("\(place.sources)/s.yml").utf8).write(to: URL(filePath: file))
                for command in ["check", "list", "schedule"] {
                    try place.socle("source", command, tenant).expectRefusal(78, names: name, hint: hint)
                }
                #expect(try place.socle("load", tenant, "s", "--quiet").exitCode == 0)
                #expect(try place.socle("source", "check", tenant, "s").exitCode == 0)
                try place.socle("load", tenant, "r").expectRefusal(66, names: "'r'")
                unlink(file)
            }
        }
    }

    @Test("old content that is delivered anew is one line, once; a file that lies there as it did is none")
    func deliveredAgain() throws {
        try lend { place in
            let tenant = place.tenant.text
            try place.write("j.csv", "jour;n\n01/01/2024;1\n")
            _ = try place.socle(
                "source", "declare", tenant, "\(place.inbox)/j.csv", "--name", "jours", "--theme", "economie", "--mode",
                "append", "--from", "depot/j*.csv")
            /// What a night says, after the delivery of a file.
            func night(_ name: String? = nil, _ text: String = "") throws -> String {
                if let name { try place.write(name, text) }
                let run = try place.socle("load", tenant, "jours", "--quiet")
                #expect(run.exitCode == 0 && run.output == "", "\(run.errorOutput)")
                #expect(run.errorOutput.split(separator: "\n").count < 2)
                return run.errorOutput
            }
            let (old, new) = ("jour;n\n01/01/2024;1\n", "jour;n\n02/01/2024;2\n")
            #expect(try night() == "" && night() == "")
            #expect(try night("j.csv", new) == "" && night() == "")
            let again = try night("j.csv", old)
            #expect(
                again.contains("economie.jours is unchanged; not loaded again: the same content as load "), "\(again)")
            #expect(try night() == "")
            #expect(try night("j2.csv", old).contains("not loaded again") && night() == "")
            #expect(try place.rows("jours") == ["(2024-01-01,1)", "(2024-01-02,2)"])
            let told = try place.socle("load", tenant, "\(place.inbox)/j2.csv", "--theme", "economie", "--table", "u")
            #expect(told.errorOutput.contains("1 row loaded into "), "\(told.errorOutput)")
        }
    }

    @Test("of a source that appends, each file is loaded once, the oldest first")
    func all() throws {
        try lend { place in
            let tenant = place.tenant.text
            try place.write("j1.csv", "jour;n\n01/01/2024;1\n")
            _ = try place.socle(
                "source", "declare", tenant, "\(place.inbox)/j1.csv", "--name", "jours", "--theme", "economie",
                "--mode",
                "append", "--from", "depot/j*.csv")
            let file = "\(place.sources)/jours.yml"
            try Data((place.read(file) + "take: all\n").utf8).write(to: URL(filePath: file))
            try place.write("j2.csv", "jour;n\n02/01/2024;2\n")
            #expect(try place.socle("load", tenant, "jours").exitCode == 0)
            try place.write("j3.csv", "jour;n\n03/01/2024;3\n")
            let run = try place.socle("load", tenant, "jours")
            #expect(run.exitCode == 0, "\(run.errorOutput)")
            #expect(
                run.output.split(separator: "\n").dropFirst().map { $0.prefix(9) } == [
                    "unchanged", "unchanged", "loaded   ",
                ])
            #expect(try place.rows("jours") == ["(2024-01-01,1)", "(2024-01-02,2)", "(2024-01-03,3)"])
        }
    }

    @Test("of many refused records the first are shown, and that there are more")
    func manyRejects() throws {
        try lend { place in
            let tenant = place.tenant.text
            try place.write("s.csv", "n;mot\n1;a\nzwei;b\ndrei;c\nvier;d\n")
            let loaded = try place.socle(
                "load", tenant, "\(place.inbox)/s.csv", "--type", "n=integer", "--max-rejects", "3")
            #expect(loaded.exitCode == 0, "\(loaded.errorOutput)")
            for (limit, lines) in [("2", 3), ("3", 4), ("\(Int.max)", 4)] {
                let shown = try place.socle("load", "rejects", tenant, "--limit", limit)
                #expect(shown.output.split(separator: "\n").count == lines)
                #expect(shown.errorOutput.contains("the first 2 are shown") == (limit == "2"), "\(shown.errorOutput)")
            }
            let missing = try place.socle("load", tenant, "\(place.inbox)/s.csv", "--delete-missing")
            missing.expectRefusal(64, names: "'--delete-missing' says nothing unless '--mode' is merge or history")
            // A slip of the hand is no load without rejects.
            let nobody = UUID().uuidString.lowercased()
            try place.socle("load", "rejects", tenant, "--load", nobody).expectRefusal(66, names: nobody)
        }
    }
}
