import FoundationEssentials
import Operations
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
                plan.errorOutput.contains("2 tenants are made and declared in no file, and not planned: \(names)\n"),
                "\(plan.errorOutput)")
            #expect(try !run.socle(["tenant", "plan", "\(tenants[0])"]).errorOutput.contains("in no file"))
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
