package import FoundationEssentials
package import Postgres

/// Something that a tenant used beyond its limit, as a row of the base keeps it.
package struct Violation: Hashable, Sendable {
    package let tenantID: UUID
    package let kind: GuardEvent.Kind
    package let measured: Int64
    package let permitted: Int64
    package let action: String
    package let login: String?
    package let pid: Int?

    package init(
        tenantID: UUID, kind: GuardEvent.Kind, measured: Int64, permitted: Int64, action: String, login: String? = nil,
        pid: Int? = nil
    ) {
        self.tenantID = tenantID
        self.kind = kind
        self.measured = measured
        self.permitted = permitted
        self.action = action
        self.login = login
        self.pid = pid
    }

    /// Days for which violations are kept.
    package static let keptDays = 90

    /// Keeps it; what goes on within a minute of the last time is the same row.
    ///
    /// - Returns: whether it is a new one.
    @discardableResult
    package func record(in base: borrowing Connection) throws -> Bool {
        try base.first(
            """
            select socle.record_violation(\(tenantID), \(kind.rawValue), \(measured), \(permitted), \(action),
                \(orNull: login), \(orNull: pid)::integer)
            """
        ) { row in try row[0] } ?? false
    }

    /// Forgets what is older than ``keptDays``.
    package static func forgetOld(in base: borrowing Connection) throws {
        try base.execute("delete from socle.violations where last_at < now() - make_interval(days => \(keptDays))")
    }
}
