import FoundationEssentials
import Journal
import Operations
import Postgres
import Tenancy
import TestServer
import Testing
import Vocabulary

@Suite("Suspending and resuming tenants", .database)
struct SuspensionTests {
    @Test(
        "every session ends and nobody comes in, apply opens nothing, and the passwords of before open again",
        arguments: [Placement.schema, .database])
    func suspended(_ placement: Placement) throws {
        let database = TestDatabase.current
        let installation = database.installation
        let tenant = try database.newTenant()
        let wanted = try TenantConfiguration.sample(
            tenant, tier: placement == .schema ? .free : .standard, placement: placement)
        _ = try installation.apply(wanted)
        let logins = try ["admin", "app", "etl", "metabase"].map {
            try installation.parameters(forLogin: Identifier("\(tenant)_\($0)"), of: tenant)
        }
        let app = try Connection(to: logins[1])
        let reader = try Connection(to: logins[3])
        _ = try installation.suspend(tenant, reason: "Facture impayée.") { _ in }
        #expect((try? app.execute("select 1")) == nil && (try? reader.execute("select 1")) == nil)
        for login in logins { #expect(throws: (any Error).self) { _ = try Connection(to: login) } }
        #expect(throws: LifeFailure.notOpen(tenant, .suspended)) {
            try installation.parameters(forLogin: Identifier("\(tenant)_etl"), of: tenant)
        }
        let planned = try installation.plan(wanted).changes.map(\.sentence)
        #expect(planned == [])
        _ = try installation.apply(wanted)
        #expect(throws: (any Error).self) { _ = try Connection(to: logins[1]) }
        #expect(throws: LifeFailure.otherState(tenant, .suspended, wanted: "suspended")) {
            _ = try installation.suspend(tenant, reason: "Encore.") { _ in }
        }

        #expect(
            LifeFailure.otherState(tenant, .suspended, wanted: "suspended").message
                == "tenant '\(tenant)' is suspended already")
        try installation.resume(tenant, reason: "Payée.") { _ in }
        #expect(throws: LifeFailure.otherState(tenant, .active, wanted: "resumed")) {
            try installation.resume(tenant, reason: "Encore.") { _ in }
        }
        #expect(
            LifeFailure.otherState(tenant, .active, wanted: "resumed").message == "tenant '\(tenant)' is open already")
        for login in logins { _ = try Connection(to: login) }
        let after = try installation.plan(wanted).changes.map(\.sentence)
        #expect(after == [])
        let events = try database.connect().query(
            "select action from socle.audit_events where action in ('tenant.suspended', 'tenant.resumed') order by sequence"
        ) { row -> String in try row[0] }
        #expect(events == ["tenant.suspended", "tenant.resumed"])
    }

    @Test("of two administrators with reasons of their own one suspends, and the other is told that it is done")
    func twoAdministrators() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        let rounds = 3
        try SecretCommands.lend { commands in
            for _ in 0..<rounds {
                let runs = try commands.atOnce(["un", "deux"].map { "socle tenant suspend \(tenant) --reason \($0)" })
                #expect(Set(runs.map(\.exitCode)).count == 2 && runs.contains { $0.exitCode == 0 })
                let told = runs[0].errorOutput
                let isTold = ["is suspended already", "is under way since"].contains { told.contains($0) }
                #expect(isTold && !told.contains("operation undo"), "\(told)")
                try database.installation.resume(tenant, reason: "Essai.") { _ in }
            }
        }
        print("two administrators: \(rounds) rounds of suspensions at once, none told to undo what is done")
    }

    @Test("a login that somebody dropped keeps nobody from closing, undoing or opening the others")
    func droppedLogin() throws {
        let database = TestDatabase.current
        let installation = database.installation
        let tenant = try database.makeTenant()
        let names = TenantNames(tenant)
        let etl = try installation.parameters(forLogin: names.etlLogin, of: tenant)
        let hand = try database.connect()
        try hand.execute("drop owned by \(identifier: names.appLogin)")
        try hand.execute("drop role \(identifier: names.appLogin)")
        _ = try installation.suspend(tenant, reason: "Facture impayée.") { _ in }
        #expect(throws: (any Error).self) { _ = try Connection(to: etl) }
        try installation.resume(tenant, reason: "Payée.") { _ in }
        _ = try Connection(to: etl)
        _ = try installation.apply(.sample(tenant))
        _ = try Connection(to: installation.parameters(forLogin: names.appLogin, of: tenant))
        #expect(try installation.plan(.sample(tenant)).isEmpty)
    }

    @Test("dying at any step, both are finished by the same command or undone")
    func crashes() throws {
        let database = TestDatabase.current
        let installation = database.installation
        try SecretCommands.lend { run in
            func scene(_ verb: String) throws -> CrashSweep.Scene {
                let tenant = try database.makeTenant()
                let login = try installation.parameters(forLogin: Identifier("\(tenant)_app"), of: tenant)
                if verb == "resume" { _ = try installation.suspend(tenant, reason: "Essai.") { _ in } }
                return CrashSweep.Scene(
                    command: [SocleRun.program, "--root", run.root, "tenant", verb, "\(tenant)", "--reason", "Essai."],
                    environment: run.environment,
                    operation: [SocleRun.program, "--root", run.root, "--verbose", "operation"],
                    number: {
                        try database.connect().first("select max(operation_id) from socle.operations") { try $0[0] }
                            ?? 0
                    },
                    check: { end in
                        let isOpen = (verb == "resume") == (end == .completed)
                        #expect(((try? Connection(to: login)) != nil) == isOpen)
                        let planned = try installation.plan(.sample(tenant)).changes.map(\.sentence)
                        #expect(planned == [])
                    })
            }
            try CrashSweep(SuspendTenant.self, sample: 4) { try scene("suspend") }.run()
            try CrashSweep(ResumeTenant.self, sample: 2) { try scene("resume") }.run()
        }
    }
}
