import Access
import Postgres
import TestServer

/// A trial of rights: how many were tried, and which were not refused, as `login: object RIGHT`.
struct Trial {
    var count = 0
    var open: Set<String> = []

    static func += (sum: inout Trial, other: Trial) {
        sum.count += other.count
        sum.open.formUnion(other.open)
    }

    /// Asks the catalog for every right of logins on schemas and on everything in them.
    static func asking(
        of logins: [String], in schemas: [String], _ base: borrowing Connection
    ) throws -> Trial {
        let rights = try HeldRight.list(of: logins, in: schemas, base)
        return Trial(
            count: rights.count,
            open: Set(rights.filter(\.isHeld).map { "\($0.role): \($0.object) \($0.right)" }))
    }

    /// Tries, as a login, every right on schemas and on everything in them; nothing of it stays.
    ///
    /// - Parameter allowed: rights that are meant to be there; of these only reading is tried.
    static func trying(
        as login: ConnectionParameters, in schemas: [String], allowed: Set<String>, _ base: borrowing Connection
    ) throws -> Trial {
        var trial = Trial()
        let connection = try Connection(to: login)
        for attempt in try TrialObject.list(in: schemas, base).flatMap(\.trials) {
            let right = "\(login.user ?? ""): \(attempt.object) \(attempt.right)"
            if allowed.contains(right), attempt.right != "SELECT" { continue }
            trial.count += 1
            if RightTrial.isOpen(try attempt.run(connection)) { trial.open.insert(right) }
        }
        return trial
    }
}
