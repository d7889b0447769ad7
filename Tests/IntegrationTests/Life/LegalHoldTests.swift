import Audit
import FoundationEssentials
import Operations
import Postgres
import Settings
import Tenancy
import TestServer
import Testing
import Vocabulary

@Suite("Legal holds", .database)
struct LegalHoldTests {
    @Test("several stand at once, each with who and when, and each leaves a proof when it is set and released")
    func several() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        try SecretCommands.lend { run in
            func hold(_ arguments: String...) throws -> SecretCommands.Run {
                try run.socle(["tenant", "hold"] + arguments)
            }
            #expect(try hold("set", "\(tenant)", "--reference", "TA 12", "--reason", "Recours.").exitCode == 0)
            #expect(try hold("set", "\(tenant)", "--reference", "CRC ; drop", "--reason", "Contrôle.").exitCode == 0)
            let twice = try hold("set", "\(tenant)", "--reference", "TA 12", "--reason", "Encore.")
            #expect(twice.errors == ["tenant '\(tenant)' is under legal hold 'TA 12' already"])
            let empty = try hold("set", "\(tenant)", "--reference", "x", "--reason", " ")
            #expect(empty.exitCode == 64 && empty.errors == ["'--reason' is empty or longer than 4096 characters"])
            let other = try hold("release", "\(tenant)", "--reference", "TA 13", "--reason", "Fini.")
            #expect(other.exitCode == 66 && other.errorOutput.contains("Did you mean 'TA 12'?"), "\(other.errorOutput)")
            #expect(try hold("release", "\(tenant)", "--reference", "TA 12", "--reason", "Fini.").exitCode == 0)
            let list = try hold("list", "\(tenant)").text
            #expect(list.contains("CRC ; drop  stands") && list.contains("released") && list.contains("@"), "\(list)")
            // What was released may be ordered again.
            #expect(try hold("set", "\(tenant)", "--reference", "TA 12", "--reason", "Appel.").exitCode == 0)
        }
        let base = try database.connect()
        let events = try base.query(
            "select class || ' ' || action || ' ' || object from socle.audit_events where action like 'hold.%' order by sequence"
        ) { row -> String in try row[0] }
        #expect(
            events == [
                "proof hold.set TA 12", "proof hold.set CRC ; drop", "proof hold.released TA 12",
                "proof hold.set TA 12",
            ])
        for sql in [
            "update socle.legal_holds set reason = 'x'", "delete from socle.legal_holds", "truncate socle.legal_holds",
        ] {
            #expect(try refusal(of: SQL(raw: sql), base) == .insufficientPrivilege)
        }
    }

    @Test("events whose time is over stay while a hold stands, and nobody else's do")
    func retention() throws {
        let database = TestDatabase.current
        let (held, free) = (try database.makeTenant(), try database.makeTenant())
        let base = try database.connect()
        for tenant in [held, free] {
            let tenantID = try RegisteredTenant.find(tenant, in: base).tenantID
            try AgedChain.write([("access", "5 years"), ("access", "4 years")], of: tenantID, in: base)
        }
        try database.installation.setHold(on: held, reference: "TA 12", reason: "Recours.")
        #expect(throws: LifeFailure.self) {
            try database.installation.purgeAudit(.tenant(held), isDryRun: false) { _ in }
        }
        var purged: [Int] = []
        try database.installation.purgeAudit(.all, isDryRun: false) { purged.append($0.count) }
        #expect(purged == [2])
        try database.installation.releaseHold(on: held, reference: "TA 12", reason: "Fini.")
        try database.installation.purgeAudit(.tenant(held), isDryRun: false) { purged.append($0.count) }
        #expect(purged == [2, 2])
    }
}
