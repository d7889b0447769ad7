import Guard
import Postgres
import Settings
import Vocabulary

extension Installation {
    /// Whether every registered server is watched, and nothing on it slips past the watch.
    func guardFindings(_ base: borrowing Connection) throws -> [Finding] {
        let isKnown: Bool =
            try base.first("select to_regclass('socle.guards') is not null") { row in try row[0] } ?? false
        // What is not migrated is a finding already.
        guard isKnown else { return [] }
        var findings = try Heartbeat.all(in: base).map { server, beat in finding(server, beat) }
        let prepared: String? = try base.first("select current_setting('max_prepared_transactions')") { row in
            try row[0]
        }
        if let prepared, prepared != "0" {
            findings.append(
                Finding(
                    "guard", .failure,
                    "max_prepared_transactions is \(prepared): a tenant's prepared transaction ends with no session",
                    hint: "Set it to 0 and restart the server."))
        }
        return findings
    }

    private func finding(_ server: ServerName, _ beat: Heartbeat?) -> Finding {
        let start =
            settings.usesEmbeddedServer
            ? "Run 'socle dev start'." : "Start 'socle guard' as a service, see docs/limits.md."
        guard let beat else {
            return Finding("guard", .failure, "nobody ever watched server '\(server)'", hint: start)
        }
        if let failure = beat.failure {
            return Finding(
                "guard", .failure, "cannot watch server '\(server)': \(failure)",
                hint: "Mend the server; the guard goes on trying.")
        }
        guard beat.age < Heartbeat.stale else {
            return Finding(
                "guard", .failure, "nobody has watched server '\(server)' for \(Int(beat.age)) s", hint: start)
        }
        return Finding("guard", .ok, "server '\(server)' is watched by \(beat.holder)")
    }
}
