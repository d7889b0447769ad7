import FoundationEssentials
import Operations
import Postgres
import Tenancy
import TestServer
import Testing
import Vocabulary

/// Files that are wrong beside files that are right.
@Suite("Wrong files of tenants", .database)
struct WrongFileTests {
    @Test("that are gone leave tenants that are made, which a plan of all names")
    func gone() throws {
        let database = TestDatabase.current
        let tenants = try (0..<3).map { _ in try database.newTenant() }
        try SecretCommands.lend { run in
            for tenant in tenants { try run.declare(tenant) }
            #expect(try run.socle(["tenant", "apply", "--all"]).exitCode == 0)
            #expect(try !run.socle(["tenant", "plan", "--all"]).errorOutput.contains("in no file"))
            for tenant in tenants.dropFirst() {
                try FileManager.default.removeItem(atPath: "\(run.root)/tenants/development/\(tenant).yml")
            }
            let plan = try run.socle(["tenant", "plan", "--all"])
            #expect(plan.exitCode == 0)
            let names = tenants.dropFirst().sorted().map { "'\($0)'" }.joined(separator: ", ")
            #expect(
                plan.errorOutput.contains("2 tenants are made and declared in no file, and not planned: \(names); "),
                "\(plan.errorOutput)")
            #expect(try !run.socle(["tenant", "plan", "\(tenants[0])"]).errorOutput.contains("in no file"))
        }
    }

    @Test("that are lost are not written anew by who declares a tenant, and come back as they were applied")
    func lost() throws {
        let database = TestDatabase.current
        let (tenant, erased) = try (database.newTenant(), database.newTenant())
        try SecretCommands.lend { run in
            let file = "\(run.root)/tenants/development/\(tenant).yml"
            try run.declare(tenant, keys: "yearly")
            #expect(try run.socle(["tenant", "apply", "\(tenant)"]).exitCode == 0)
            try FileManager.default.removeItem(atPath: file)
            let export = try run.socle(["tenant", "export", "\(tenant)"])
            try #require(export.exitCode == 0, "\(export.errorOutput)")
            #expect(export.errorOutput.contains("is declared in no file"))
            for more in [[], ["--dry-run"]] {
                let new = try run.socle(["--verbose", "tenant", "new", "\(tenant)", "--tier", "standard"] + more)
                #expect(new.errors == ["tenant '\(tenant)' is made already, and its file is missing (TEN121)"])
                #expect(new.text.isEmpty && new.errorOutput.contains("'socle tenant export \(tenant) --to \(file)'"))
            }
            #expect(!FileManager.default.fileExists(atPath: file))
            let back = try run.socle(["tenant", "export", "\(tenant)", "--to", file])
            #expect(back.exitCode == 0 && back.text.isEmpty, "\(back.errorOutput)")
            let plan = try run.socle(["tenant", "plan", "\(tenant)", "--output", "json"])
            #expect(plan.exitCode == 0 && plan.text == "[]\n", "\(plan.text) \(plan.errorOutput)")
            // One that is there is its own, and one of a tenant whom nobody knows is not made up.
            #expect(try !run.socle(["tenant", "export", "\(tenant)"]).errorOutput.contains("in no file"))
            let unknown = try run.socle(["--verbose", "tenant", "export", "\(erased)"])
            #expect(unknown.errors == ["no tenant '\(erased)' is declared (TEN101)"])
            try database.connect().execute(
                """
                insert into socle.registry (identifier, name, tier, placement, database, region, contact, limits, state)
                select \(erased), name, tier, placement, database, region, contact, limits, 'erased'
                from socle.registry where identifier = \(tenant)
                """)
            #expect(
                try run.socle(["--verbose", "tenant", "new", "\(erased)", "--tier", "free"]).errors
                    == ["tenant '\(erased)' was erased (TEN301)"])
            #expect(try run.socle(["--verbose", "tenant", "export", "\(erased)"]).errors == unknown.errors)
        }
    }

    @Test("are named with every fault, and keep no other tenant from being planned, applied and listed")
    func beside() throws {
        let database = TestDatabase.current
        let (right, twofold, misread) = try (database.newTenant(), database.newTenant(), database.newTenant())
        try SecretCommands.lend { secret in
            let folder = "\(secret.root)/tenants/development"
            try secret.declare(right)
            func write(_ text: String, _ name: String) throws {
                try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
            }
            let rightText = String(
                decoding: try Data(contentsOf: URL(filePath: "\(folder)/\(right).yml")), as: UTF8.self)
            try write(
                rightText.replacing(right.text, with: twofold.text)
                    + "limits: {max_users: many}\nlimits: {max_users: 2}\nquota: 1\n", "\(twofold).yml")
            let faults = (0..<7).map { "fault_\($0): 1\n" }.joined()
            try write(rightText.replacing(right.text, with: misread.text) + faults, "\(misread).yml")
            try write(rightText, "rennes (copy).yml")
            try write(rightText, "acme.yaml")
            try write("# notes", "notes.md")
            try write(rightText, "\(right).YML")

            func expectFaults(_ run: SecretCommands.Run, _ expected: Int) {
                #expect(run.errors.count == expected, "\(run.errorOutput)")
                for word in ["rennes (copy).yml'", "acme.yaml'", "\(right).YML'"] {
                    #expect(run.errors.contains { $0.contains(word) }, "\(run.errorOutput)")
                }
                #expect(run.errorOutput.contains("Rename it to 'acme.yml'."))
                // That would overwrite the file that is right.
                #expect(!run.errorOutput.contains("Rename it to '\(right).yml'."))
                #expect(run.errorOutput.contains("'\(right).yml' is there and is read"))
            }
            let plan = try secret.socle(["tenant", "plan", "--all"])
            expectFaults(plan, 13)
            #expect(plan.exitCode != 0 && plan.exitCode != 2)
            #expect(plan.text.contains("\(right)") && !plan.text.contains(twofold.text))
            let lines = rightText.count { $0 == "\n" }
            for line in lines + 1...lines + 7 {
                #expect(plan.errorOutput.contains("\(misread).yml:\(line):1"), "\(line) in \(plan.errorOutput)")
            }
            #expect(plan.errors.contains { $0.contains("duplicate key 'limits'") })

            let applied = try secret.socle(["tenant", "apply", "--all"])
            expectFaults(applied, 13)
            #expect(applied.exitCode == plan.exitCode && applied.errorOutput.contains("tenant '\(right)':"))
            #expect(try RegisteredTenant.all(in: database.connect()).map(\.identifier) == [right])

            let list = try secret.socle(["tenant", "list"])
            expectFaults(list, 3)
            #expect(list.exitCode != 0)
            for tenant in [right, twofold, misread] { #expect(list.text.contains(tenant.text)) }

            // Named ones as well: the right one is done.
            let two = try secret.socle(["tenant", "plan", "\(right)", "\(misread)"])
            #expect(two.errors.count == 7 && two.text == "Nothing to do.\n", "\(two.text)\(two.errorOutput)")
        }
    }
}
