import Dispatch
import FoundationEssentials
import Glibc
import Journal
import Postgres
import Synchronization
import TestServer
import Testing
import Vocabulary

/// A procedure whose steps do what a test gives it.
struct Scripted: Procedure {
    static let kind = "test.scripted"
    let tenant: UUID?
    let word: String

    typealias Context = @Sendable (String) throws -> Void

    static let steps: [Step<Scripted>] = [
        Step("one", "Do one.") { scripted, context in
            try context.values("one \(scripted.word)")
            return ["n": 1]
        } undo: { _, context in
            try context.values("undo one \(context.detail(of: "one")?["n"]?.integer ?? 0)")
        },
        Step("two", "Do two.") { _, context in
            try context.values("two \(context.detail(of: "one")?["n"]?.integer ?? 0)")
            return nil
        } undo: { _, context in
            try context.values("undo two")
        },
        Step("last", "Do what is left.", .confirmed) { _, context in
            try context.values("last")
            return nil
        },
    ]
}

/// A procedure whose second step nothing takes back.
struct Final: Procedure {
    static let kind = "test.final"
    let tenant: UUID?

    typealias Context = @Sendable (String) throws -> Void

    static let steps: [Step<Final>] = [
        Step("one", "Do one.") { _, context in
            try context.values("one")
            return nil
        },
        Step("two", "Do two for good.", .pointOfNoReturn) { _, context in
            try context.values("two")
            return nil
        },
    ]
}

/// A procedure that may be begun as long as a test lets it.
struct Asked: Procedure {
    static let kind = "test.asked"
    let tenant: UUID?
    let word: String

    typealias Context = @Sendable (String) throws -> Void

    func mayBegin(_ context: Context) throws { try context("may begin") }

    static let steps: [Step<Asked>] = [
        Step("one", "Do one.") { asked, context in
            try context.values("one \(asked.word)")
            return nil
        }
    ]
}

private struct Broken: Failure {
    var code: FailureCode { "TST101" }
    var kind: FailureKind { .internal }
    var message: String { "it broke" }
}

@Suite("The journal of operations", .database)
struct JournalTests {
    private let database = TestDatabase.current
    private let tenant = UUID()

    private func code(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return (error as? any Failure)?.code.text
        }
    }

    private func scripted(_ word: String = "w") -> Scripted { Scripted(tenant: tenant, word: word) }

    @Test("runs the steps, waits to be confirmed, and ends")
    func confirmed() throws {
        let seen = Mutex<[String]>([])
        let record: Scripted.Context = { word in seen.withLock { $0.append(word) } }
        let waiting = try Journal.start(scripted(), on: database.connect(), with: record)
        #expect(waiting.state == .waiting)
        #expect(seen.withLock { $0 } == ["one w", "two 1"])
        let knowing: [any Procedure<Scripted.Context>.Type] = [Scripted.self]
        #expect(code { try Journal.start(scripted(), on: database.connect(), with: record) } == "JRN109")
        #expect(
            code { try Journal.resume(waiting.number, knowing: knowing, on: database.connect(), with: record) }
                == "JRN109")
        try Journal.requireNone(for: tenant, in: database.connect())
        let ended = try Journal.resume(
            waiting.number, knowing: knowing, on: database.connect(), with: record, confirmed: true)
        #expect(ended.state == .completed)
        #expect(seen.withLock { $0 } == ["one w", "two 1", "last"])
        #expect(
            code { try Journal.undo(waiting.number, knowing: knowing, on: database.connect(), with: record) }
                == "JRN107")
        #expect(
            code {
                try Journal.resume(
                    waiting.number, knowing: knowing, on: database.connect(), with: record, confirmed: true)
            } == "JRN107")
    }

    @Test("a failure is kept, and the next run goes on behind the steps that are done")
    func failed() throws {
        let seen = Mutex<[String]>([])
        let breaks: Scripted.Context = { word in if word.hasPrefix("two") { throw Broken() } }
        #expect(code { try Journal.start(scripted(), on: database.connect(), with: breaks) } == "TST101")
        let failed = try #require(try Operation.open(of: tenant, in: database.connect()))
        #expect(failed.state == .failed && failed.failure == "TST101: it broke" && !failed.isHeld)
        #expect(try failed.steps(in: database.connect()).map(\.state) == [.done, .running, .pending])
        #expect(code { try Journal.requireNone(for: tenant, in: database.connect()) } == "JRN102")
        let record: Scripted.Context = { word in seen.withLock { $0.append(word) } }
        #expect(code { try Journal.start(scripted("other"), on: database.connect(), with: record) } == "JRN103")
        #expect(try Journal.start(scripted(), on: database.connect(), with: record).state == .waiting)
        #expect(seen.withLock { $0 } == ["two 1"])
        let undone = try Journal.undo(failed.number, knowing: [Scripted.self], on: database.connect(), with: record)
        #expect(undone.state == .undone)
        #expect(seen.withLock { $0 } == ["two 1", "undo two", "undo one 1"])
        // It is over, so that the tenant is free for the next one.
        #expect(try Journal.start(scripted("next"), on: database.connect(), with: record).number > failed.number)
    }

    @Test("who stops is told how to go on, and is offered no undoing of what nothing takes back")
    func wayOn() throws {
        for (step, isPastReturn) in [("one", false), ("two", true)] {
            let tenant = UUID()
            let told = Mutex<[String]>([])
            let broken = code {
                try Journal.start(
                    Final(tenant: tenant), on: database.connect(),
                    with: { word in if word == step { throw Broken() } },
                    watch: { event in
                        switch event {
                        case .open(let way):
                            told.withLock { $0.append(way.map { "open \($0.isPastReturn)" } ?? "none") }
                        case .stopped(let way): told.withLock { $0.append(way.sentence) }
                        default: break
                        }
                    })
            }
            #expect(broken == "TST101")
            let failed = try #require(try Operation.open(of: tenant, in: database.connect()))
            let number = failed.number
            let undoing = "'socle operation undo \(number)'"
            let sentence =
                "operation \(number) is not finished: 'socle operation resume \(number)' goes on"
                + (isPastReturn ? "; it cannot be undone any more" : ", \(undoing) takes it back")
            #expect(
                told.withLock { $0 } == ["open false"] + (isPastReturn ? ["open true"] : []) + ["none", sentence])
            #expect(JournalFailure(inTheWay: failed).code.text == "JRN102")
            #expect(JournalFailure(inTheWay: failed).hint?.contains(undoing) == !isPastReturn)
            #expect(
                code { try Journal.requireOver(for: tenant, but: "test.other", in: database.connect()) } == "JRN102")
            try Journal.requireOver(for: tenant, but: Final.kind, in: database.connect())
            let seen = Mutex<[String]>([])
            let ended = try Journal.resume(
                number, knowing: [Final.self], on: database.connect(),
                with: { word in seen.withLock { $0.append(word) } })
            #expect(ended.state == .completed && seen.withLock { $0 }.last == "two")
        }
        // An undoing that stopped is gone on with, and nothing else.
        let waiting = try Journal.start(scripted(), on: database.connect(), with: { _ in })
        #expect(code { try Journal.requireOver(for: tenant, but: Final.kind, in: database.connect()) } == "JRN109")
        let told = Mutex<[String]>([])
        let breaks: Scripted.Context = { word in if word == "undo two" { throw Broken() } }
        #expect(
            code {
                try Journal.undo(
                    waiting.number, knowing: [Scripted.self], on: database.connect(), with: breaks,
                    watch: { event in if case .stopped(let way) = event { told.withLock { $0.append(way.sentence) } } })
            } == "TST101")
        #expect(
            told.withLock { $0 }
                == ["operation \(waiting.number) is half undone: 'socle operation undo \(waiting.number)' goes on"])
    }

    @Test("an undoing that failed can only be finished")
    func halfUndone() throws {
        let breaks: Scripted.Context = { word in if word == "undo one 1" { throw Broken() } }
        let waiting = try Journal.start(scripted(), on: database.connect(), with: breaks)
        let knowing: [any Procedure<Scripted.Context>.Type] = [Scripted.self]
        #expect(
            code { try Journal.undo(waiting.number, knowing: knowing, on: database.connect(), with: breaks) }
                == "TST101")
        #expect(code { try Journal.start(scripted(), on: database.connect(), with: breaks) } == "JRN102")
        let seen = Mutex<[String]>([])
        let record: Scripted.Context = { word in seen.withLock { $0.append(word) } }
        let ended = try Journal.resume(waiting.number, knowing: knowing, on: database.connect(), with: record)
        #expect(ended.state == .undone)
        #expect(seen.withLock { $0 } == ["undo one 1"])
    }

    @Test("of two administrators one wins, and the other is told who has it")
    func twoAdministrators() throws {
        let rounds = 8
        var told = 0
        for _ in 0..<rounds {
            let tenant = UUID()
            let results = Mutex<[String]>([])
            let loserDone = Mutex(false)
            let administrators = DispatchGroup()
            for number in 0..<2 {
                DispatchQueue(label: "a thread of its own").async(group: administrators) { [database] in
                    do {
                        try Journal.start(
                            Scripted(tenant: tenant, word: "\(number)"), on: database.connect(),
                            with: { _ in
                                // Works until the other one was refused.
                                for _ in 0..<1000 where !loserDone.withLock({ $0 }) { usleep(10_000) }
                            })
                        results.withLock { $0.append("won") }
                    } catch {
                        let failure = error as? JournalFailure
                        results.withLock { $0.append(failure?.description ?? "\(error)") }
                        loserDone.withLock { $0 = true }
                    }
                }
            }
            administrators.wait()
            let found = results.withLock { $0 }
            #expect(found.count == 2 && found.contains("won"), "\(found)")
            let refusal = try #require(found.first { $0 != "won" })
            #expect(refusal.hasPrefix("JRN101: operation "), "\(refusal)")
            for part in ["test.scripted", "under way since 20", "process \(getpid())"] {
                #expect(refusal.contains(part), "\(refusal)")
            }
            told += 1
        }
        print("two administrators: \(told) of \(rounds) rounds had one winner and one who was told")
    }

    @Test("who waited for one that ends meanwhile looks anew, and is told nothing of it")
    func endedMeanwhile() throws {
        let operations: SQL = "select count(*) from socle.operations where tenant_id = \(tenant)"
        for isRefused in [true, false] {
            let done = Mutex(0)
            let second = Mutex<String?>(nil)
            let threads = DispatchGroup()
            let context: Asked.Context = { word in
                if word == "may begin", isRefused, done.withLock({ $0 }) > 0 { throw Broken() }
                if word.hasPrefix("one") { done.withLock { $0 += 1 } }
            }
            let first: Asked.Context = { [database, tenant] word in
                if word == "one first" {
                    DispatchQueue(label: "a thread of its own").async(group: threads) {
                        do {
                            try Journal.start(
                                Asked(tenant: tenant, word: "second"), on: database.connect(), with: context)
                            second.withLock { $0 = "began" }
                        } catch {
                            second.withLock { $0 = "\(error)" }
                        }
                    }
                    // Ends when the other one was seen to wait for it.
                    let base = try database.connect()
                    var isAwaited = false
                    for _ in 0..<1000 where !isAwaited {
                        isAwaited =
                            try base.first(
                                """
                                select exists (
                                    select from pg_stat_activity
                                    where datname = current_database() and pid <> pg_backend_pid()
                                        and query like '%from socle.operations%operation_id = %'
                                        and pid not in (
                                            select session_pid from socle.operations where session_pid is not null
                                        )
                                )
                                """
                            ) { row in try row[0] } ?? false
                        usleep(1_000)
                    }
                    #expect(isAwaited)
                }
                try context(word)
            }
            let before = try database.connect().first(operations) { row -> Int in try row[0] } ?? 0
            #expect(
                try Journal.start(Asked(tenant: tenant, word: "first"), on: database.connect(), with: first).state
                    == .completed)
            threads.wait()
            #expect(second.withLock { $0 } == (isRefused ? "TST101: it broke" : "began"))
            // What is refused leaves no operation behind.
            let after = try database.connect().first(operations) { row -> Int in try row[0] } ?? 0
            #expect(after - before == (isRefused ? 1 : 2))
        }
    }

    @Test("what is refused, and what goes on with a dead run, takes no number")
    func numbers() throws {
        func start(_ tenant: UUID?, _ word: String, refusing refused: String? = nil) throws -> Operation {
            let context: Asked.Context = { said in
                if said == refused { throw Broken() }
            }
            return try Journal.start(Asked(tenant: tenant, word: word), on: database.connect(), with: context)
        }
        for tenant in [tenant, nil] {
            let first = try start(tenant, "first").number
            for _ in 0..<3 {
                #expect(throws: Broken.self) { _ = try start(tenant, "second", refusing: "may begin") }
            }
            #expect(throws: Broken.self) { _ = try start(tenant, "third", refusing: "one third") }
            if tenant != nil { #expect(code { _ = try start(tenant, "fourth") } == "JRN103") }
            #expect(try start(tenant, "third").number == first + 1)
            #expect(try start(tenant, "fifth").number == first + 2)
        }
    }

    @Test("an operation of a newer program is named, and so is one whose steps are others")
    func otherPrograms() throws {
        let base = try database.connect()
        try base.execute(
            """
            insert into socle.operations (kind, tenant_id, arguments, holder, state)
            values ('tenant.teleport', \(tenant), '{}', 'x', 'failed'), ('test.scripted', null, '{"word": "w"}', 'x', 'failed'),
                ('test.scripted', null, '{"mot": 1}', 'x', 'failed')
            """)
        let numbers = try base.query("select operation_id from socle.operations order by 1") { try $0[0] as Int }
        let none: Scripted.Context = { _ in }
        for (number, expected) in zip(numbers, ["JRN105", "JRN106", "JRN106"]) {
            #expect(
                code { try Journal.resume(number, knowing: [Scripted.self], on: database.connect(), with: none) }
                    == expected)
            #expect(
                code { try Journal.undo(number, knowing: [Scripted.self], on: database.connect(), with: none) }
                    == expected)
        }
        #expect(
            code { try Journal.undo(9_999, knowing: [Scripted.self], on: database.connect(), with: none) } == "JRN104")
        #expect(try Operation.list(openOnly: true, limit: 10, in: base).allSatisfy { !$0.isHeld })
    }

    @Test("who lost the connection by which he held it writes no more into its journal")
    func lostHold() throws {
        let database = database
        let cut: Scripted.Context = { word in
            guard word.hasPrefix("two") else { return }
            let other = try database.connect()
            try other.execute(
                """
                select pg_terminate_backend(session_pid, 5000) from socle.operations where session_pid is not null
                """)
        }
        #expect(throws: ConnectionFailure.self) {
            try Journal.start(scripted(), on: database.connect(), with: cut)
        }
        let left = try #require(try Operation.open(of: tenant, in: database.connect()))
        #expect(left.state == .running && !left.isHeld)
        #expect(try left.steps(in: database.connect()).map(\.state) == [.done, .running, .pending])
        #expect(try Journal.start(scripted(), on: database.connect(), with: { _ in }).state == .waiting)
    }
}
