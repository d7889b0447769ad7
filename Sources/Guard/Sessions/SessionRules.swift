import Tenancy

/// Which sessions are beyond their tenant's limits, and what is done to them.
///
/// A tenant can set its own timeouts away, so nothing here asks for settings.
package enum SessionRules {
    /// Something to be done to a session, and why.
    package struct Order: Hashable, Sendable {
        package enum Action: String, Sendable {
            /// The statement ends, the session stays.
            case cancel = "cancelled"
            /// The session ends.
            case terminate = "terminated"
        }

        package let session: WatchedSession
        package let action: Action
        package let kind: GuardEvent.Kind
        package let measured: Int64
        package let permitted: Int64
    }

    /// Seconds within which a second statement over its time ends the session.
    package static let offenceSeconds = 60.0
    /// Seconds that a cancelled statement has to end.
    package static let graceSeconds = 1.5
    /// How many times longer a COPY may take that brings rows in: its size is bounded by the storage.
    package static let copyFactor = 10
    /// Seconds for which an audit chain may be held: as long as the platform waits for a lock.
    package static let chainSeconds = 10.0
    /// The part of the server's queue of notifications that may wait.
    package static let notificationShare = 0.1

    /// Decides about the sessions of some tenants.
    ///
    /// - Parameters:
    ///   - tenants: limits by a name of one's own, and which roles are whose.
    ///   - history: what was done before; it is brought up to date.
    /// - Returns: at most one order a session, the harder one where two limits are broken.
    package static func orders(
        _ snapshot: SessionSnapshot, _ tenants: [WatchedTenant], _ history: inout SessionHistory
    ) -> [Order] {
        var tenantOf: [String: Int] = [:]
        for (index, tenant) in tenants.enumerated() {
            for role in tenant.roles { tenantOf[role] = index }
        }
        history.keep(Set(snapshot.sessions.map(\.identity)), now: snapshot.now)
        var orders: [WatchedSession.Identity: Order] = [:]
        func add(_ order: Order) {
            if orders[order.session.identity]?.action != .terminate { orders[order.session.identity] = order }
        }
        var sessionsOf: [Int: [WatchedSession]] = [:]
        for session in snapshot.sessions {
            guard let tenant = tenantOf[session.login] else { continue }
            sessionsOf[tenant, default: []].append(session)
            time(of: session, tenants[tenant].limits, snapshot.now, &history).map(add)
            chain(of: session, snapshot.now, &history).map(add)
        }
        for (tenant, sessions) in sessionsOf {
            surplus(sessions, limit: tenants[tenant].limits.databaseConnections).forEach(add)
        }
        if snapshot.queuedNotifications > notificationShare {
            notifications(snapshot, sessionsOf.values.flatMap { $0 }).map(add)
        }
        return orders.values.sorted { $0.session.identity.pid < $1.session.identity.pid }
    }

    private static func time(
        of session: WatchedSession, _ limits: AppliedLimits, _ now: Double, _ history: inout SessionHistory
    ) -> Order? {
        switch session.activity {
        case .statement(let seconds, let isCopyingIn):
            guard let statementSeconds = limits.statementSeconds else { return nil }
            let limit = statementSeconds * (isCopyingIn ? copyFactor : 1)
            guard seconds > Double(limit) else { return nil }
            func order(_ action: Order.Action) -> Order {
                Order(
                    session: session, action: action, kind: .statement, measured: Int64(seconds),
                    permitted: Int64(limit))
            }
            guard let cancelledAt = history.cancelledAt[session.identity] else {
                history.cancelledAt[session.identity] = now
                return order(.cancel)
            }
            // The same statement, which has been asked to end and may need a moment.
            if now - seconds < cancelledAt, now - cancelledAt < graceSeconds { return nil }
            return order(.terminate)
        case .idleInTransaction(let seconds):
            guard let limit = limits.idleTransactionSeconds, seconds > Double(limit) else { return nil }
            return Order(
                session: session, action: .terminate, kind: .idle, measured: Int64(seconds), permitted: Int64(limit))
        case .idle: return nil
        }
    }

    private static func chain(of session: WatchedSession, _ now: Double, _ history: inout SessionHistory) -> Order? {
        guard session.holdsChain else {
            history.holdingSince[session.identity] = nil
            return nil
        }
        let since = history.holdingSince[session.identity, default: now]
        history.holdingSince[session.identity] = since
        guard now - since > chainSeconds else { return nil }
        return Order(
            session: session, action: .terminate, kind: .chain, measured: Int64(now - since),
            permitted: Int64(chainSeconds))
    }

    /// The newest sessions above the limit of the tenant, whatever its logins have each.
    private static func surplus(_ sessions: [WatchedSession], limit: Int) -> [Order] {
        guard sessions.count > limit else { return [] }
        return sessions.sorted { ($0.identity.began, $0.identity.pid) > ($1.identity.began, $1.identity.pid) }
            .prefix(sessions.count - limit)
            .map {
                Order(
                    session: $0, action: .terminate, kind: .connections, measured: Int64(sessions.count),
                    permitted: Int64(limit))
            }
    }

    /// The session that most likely keeps the server from emptying its queue: the oldest transaction, or else the
    /// one that has been silent for longest.
    private static func notifications(_ snapshot: SessionSnapshot, _ sessions: [WatchedSession]) -> Order? {
        let oldest = sessions.max {
            ($0.transactionSeconds ?? -1, $0.quietSeconds) < ($1.transactionSeconds ?? -1, $1.quietSeconds)
        }
        return oldest.map {
            Order(
                session: $0, action: .terminate, kind: .notifications,
                measured: Int64(snapshot.queuedNotifications * 100), permitted: Int64(notificationShare * 100))
        }
    }
}
