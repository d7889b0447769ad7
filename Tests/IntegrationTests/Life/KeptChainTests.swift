import Audit
import FoundationEssentials
import Operations
import Postgres
import Settings
import Tenancy
import TestServer
import Testing
import Vocabulary

@Suite("Audit chains of databases that are gone", .database)
struct KeptChainTests {
    @Test("a chain outlives its database: it is judged against checkpoints, listed, exported and never changed")
    func kept() throws {
        let database = TestDatabase.current
        let installation = database.installation
        let tenant = try database.newTenant()
        _ = try installation.apply(.sample(tenant, tier: .standard, placement: .database))
        let base = try database.connect()
        let registered = try RegisteredTenant.find(tenant, in: base)
        let anchors = "\(installation.settings.stateDirectory)/anchors.jsonl"
        _ = try installation.anchorAudit(file: anchors, command: nil)

        #expect(try installation.keepChains(of: registered.place) >= 1)
        try AuditTrail.append(
            AuditEvent(tenantID: registered.tenantID, action: "test.late", object: "x", detail: [:]),
            in: installation.connectProvisioner(to: registered.place))
        // What came since is brought by the second call, and nothing twice.
        _ = try installation.keepChains(of: registered.place)
        try base.execute("update socle.registry set state = 'erased' where tenant_id = \(registered.tenantID)")
        try base.execute("drop database \(identifier: registered.database) with (force)")

        let verdict = try installation.verifyAudit(
            .identity(registered.tenantID), anchorFiles: [anchors], publicKeyFiles: [])
        #expect(verdict.isSound && verdict.chains.count == 2, "\(verdict)")
        #expect(verdict.chains.allSatisfy { $0.anchored != nil })
        let events = try installation.auditEvents(.identity(registered.tenantID), AuditFilter(), limit: 100)
        #expect(events.contains { $0.database == registered.database && $0.event.action == "test.late" })
        let made = try installation.anchorAudit(file: anchors, command: nil)
        #expect(made.retreats.isEmpty)
        let counts = try installation.exportAudit(
            .identity(registered.tenantID), to: "\(installation.settings.stateDirectory)/export.jsonl")
        #expect(counts.contains { $0.chain.database == registered.database && $0.events > 1 })

        for sql in [
            "update socle.audit_kept_events set detail = '{}'", "delete from socle.audit_kept_events",
            "truncate socle.audit_kept_heads", "update socle.audit_kept_heads set sequence = 0",
        ] {
            #expect(try refusal(of: SQL(raw: sql), base) == .insufficientPrivilege)
        }
        // Whoever goes past the guard is seen.
        try base.execute("alter table socle.audit_kept_events disable trigger refuse_change")
        try base.execute("update socle.audit_kept_events set detail = '[]' where action = 'test.late'")
        let forged = try installation.verifyAudit(
            .identity(registered.tenantID), anchorFiles: [anchors], publicKeyFiles: [])
        #expect(!forged.isSound)
    }

    @Test("a chain that was kept and lives again stands in a checkpoint once, as it is where it lives")
    func livesAgain() throws {
        let database = TestDatabase.current
        let installation = database.installation
        let tenant = try database.newTenant()
        _ = try installation.apply(.sample(tenant, tier: .standard, placement: .database))
        let base = try database.connect()
        let registered = try RegisteredTenant.find(tenant, in: base)
        let data = try installation.connectProvisioner(to: registered.place)
        let anchors = "\(installation.settings.stateDirectory)/anchors.jsonl"
        // As an archive leaves it, and a restoring that brings chain and tenant back.
        #expect(try installation.keepChains(of: registered.place) >= 1)
        try AuditTrail.append(
            AuditEvent(tenantID: registered.tenantID, action: "test.again", object: "x", detail: [:]), in: data)
        for _ in 0..<2 {
            _ = try installation.anchorAudit(file: anchors, command: nil)
            let known = try AnchorLog.anchoredHeads(in: base)
            let living = try AuditHead.all(in: data, database: registered.database)
            #expect(!living.isEmpty)
            for (chain, head) in living { #expect(known[chain]?.head == head, "\(chain)") }
        }
        // Each chain of the database stands in one line once.
        let line = try #require(String(contentsOfFile: anchors, encoding: .utf8).split(separator: "\n").first)
        let living = try AuditHead.all(in: data, database: registered.database).count
        #expect(line.ranges(of: "\"database\":\"\(registered.database)\"").count == living)
        #expect(
            try installation.verifyAudit(.identity(registered.tenantID), anchorFiles: [anchors], publicKeyFiles: [])
                .isSound)
    }

    @Test("checkpoints know a chain under the name that its database had, and had before that")
    func renamed() throws {
        let base = try TestDatabase.current.connect()
        let tenantID = UUID()
        func rename(_ old: String, _ new: String) throws {
            try AuditChain.rename(Identifier(old), to: Identifier(new), of: [tenantID], in: base)
        }
        func known() throws -> [String: String] {
            let renamed = try AuditChain.renamed(in: base).map { ($0.key.database.text, $0.value.database.text) }
            return Dictionary(renamed) { first, _ in first }
        }
        try rename("a", "b")
        try rename("b", "c")
        #expect(try known() == ["a": "c", "b": "c"])
        try rename("c", "a")
        #expect(try known() == ["b": "a", "c": "a"])
    }
}
