import FoundationEssentials
import Tenancy
import Testing
import Vocabulary

@testable import Guard

@Suite("Rules for sessions")
struct SessionRulesTests {
    private static func tenant(_ connections: Int = 10) throws -> WatchedTenant {
        let identifier = try TenantIdentifier("acme")
        return WatchedTenant(
            tenantID: UUID(), identifier: identifier, placement: .schema,
            place: DataPlace(database: try Identifier("socle")),
            limits: AppliedLimits(
                storageBytes: 1, databaseConnections: connections, statementSeconds: 30, idleTransactionSeconds: 10),
            frozenFor: nil, areWritersEnded: true, isWarned: false, storageBytes: 0, historyBytes: 0,
            roles: ["acme_app", "acme_etl"])
    }

    private static func session(
        _ pid: Int, _ activity: WatchedSession.Activity, login: String = "acme_app", began: Double = 0,
        holdsChain: Bool = false
    ) -> WatchedSession {
        WatchedSession(
            identity: .init(pid: pid, began: began), login: login, activity: activity, holdsChain: holdsChain)
    }

    private static func actions(
        _ sessions: [WatchedSession], at now: Double, _ history: inout SessionHistory, connections: Int = 10
    ) throws -> [String] {
        SessionRules.orders(SessionSnapshot(sessions: sessions, now: now), [try tenant(connections)], &history)
            .map { "\($0.session.identity.pid) \($0.kind) \($0.action.rawValue) \($0.measured)/\($0.permitted)" }
    }

    @Test("a statement over its time is cancelled, and the session ends when it does not obey or does it again")
    func statement() throws {
        var history = SessionHistory()
        func running(_ seconds: Double) -> [WatchedSession] {
            [Self.session(1, .statement(seconds: seconds, isCopyingIn: false))]
        }
        #expect(try Self.actions(running(30), at: 100, &history) == [])
        #expect(try Self.actions(running(31), at: 101, &history) == ["1 statement cancelled 31/30"])
        #expect(try Self.actions(running(32), at: 102, &history) == [])
        #expect(try Self.actions(running(33), at: 103, &history) == ["1 statement terminated 33/30"])

        history = SessionHistory()
        #expect(try Self.actions(running(31), at: 101, &history) == ["1 statement cancelled 31/30"])
        #expect(try Self.actions([Self.session(1, .idle)], at: 102, &history) == [])
        #expect(try Self.actions(running(31), at: 140, &history) == ["1 statement terminated 31/30"])

        history = SessionHistory()
        #expect(try Self.actions(running(31), at: 101, &history) == ["1 statement cancelled 31/30"])
        #expect(try Self.actions(running(31), at: 162, &history) == ["1 statement cancelled 31/30"])
        // Another session of the same number is not the one that offended.
        let other = Self.session(1, .statement(seconds: 31, isCopyingIn: false), began: 150)
        #expect(try Self.actions([other], at: 182, &history) == ["1 statement cancelled 31/30"])
    }

    @Test("rows that come in by COPY have ten times as long")
    func copy() throws {
        var history = SessionHistory()
        func copying(_ seconds: Double) -> [WatchedSession] {
            [Self.session(1, .statement(seconds: seconds, isCopyingIn: true), login: "acme_etl")]
        }
        #expect(try Self.actions(copying(300), at: 400, &history) == [])
        #expect(try Self.actions(copying(301), at: 401, &history) == ["1 statement cancelled 301/300"])
    }

    @Test("a pause within a transaction ends the session, a pause outside does not")
    func idle() throws {
        var history = SessionHistory()
        let sessions = [
            Self.session(1, .idleInTransaction(seconds: 10)), Self.session(2, .idleInTransaction(seconds: 11)),
            Self.session(3, .idle), Self.session(4, .idleInTransaction(seconds: 99), login: "other_app"),
        ]
        #expect(try Self.actions(sessions, at: 100, &history) == ["2 idle terminated 11/10"])
    }

    @Test("sessions of all logins are counted together, and the newest end")
    func connections() throws {
        var history = SessionHistory()
        let sessions = (1...6).map {
            Self.session($0, .idle, login: $0 % 2 == 0 ? "acme_app" : "acme_etl", began: Double(10 - $0))
        }
        #expect(
            try Self.actions(sessions, at: 100, &history, connections: 4) == [
                "1 connections terminated 6/4", "2 connections terminated 6/4",
            ])
        #expect(try Self.actions(sessions, at: 100, &history, connections: 6) == [])
    }

    @Test("who holds an audit chain for longer than the platform waits is ended")
    func chain() throws {
        var history = SessionHistory()
        let holding = [Self.session(1, .idleInTransaction(seconds: 1), holdsChain: true)]
        #expect(try Self.actions(holding, at: 100, &history) == [])
        #expect(try Self.actions(holding, at: 110, &history) == [])
        #expect(try Self.actions(holding, at: 111, &history) == ["1 chain terminated 11/10"])
        #expect(try Self.actions([Self.session(1, .idle)], at: 112, &history) == [])
        #expect(try Self.actions(holding, at: 113, &history) == [])
    }

    @Test("what is remembered is bounded by the sessions that are there")
    func memory() throws {
        var history = SessionHistory()
        for pid in 1...1000 {
            _ = try Self.actions(
                [Self.session(pid, .statement(seconds: 31, isCopyingIn: false), holdsChain: true)], at: 100, &history)
        }
        #expect(history.cancelledAt.count == 1 && history.holdingSince.count == 1)
    }

    @Test("a queue of notifications that fills up ends the oldest transaction of a tenant")
    func notifications() throws {
        var history = SessionHistory()
        let sessions = [
            WatchedSession(identity: .init(pid: 1, began: 0), login: "acme_app", activity: .idle, quietSeconds: 500),
            WatchedSession(
                identity: .init(pid: 2, began: 0), login: "acme_app", activity: .idleInTransaction(seconds: 1),
                transactionSeconds: 5),
            WatchedSession(
                identity: .init(pid: 3, began: 0), login: "stranger", activity: .idleInTransaction(seconds: 1),
                transactionSeconds: 50),
        ]
        func orders(_ share: Double, _ sessions: [WatchedSession]) throws -> [Int] {
            SessionRules.orders(
                SessionSnapshot(sessions: sessions, now: 600, queuedNotifications: share), [try Self.tenant()],
                &history
            ).map(\.session.identity.pid)
        }
        #expect(try orders(0.1, sessions) == [])
        #expect(try orders(0.2, sessions) == [2])
        #expect(try orders(0.2, [sessions[0], sessions[2]]) == [1])
        #expect(try orders(0.2, [sessions[2]]) == [])
    }
}
