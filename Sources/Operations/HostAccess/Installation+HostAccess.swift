import FoundationEssentials
import Glibc
import Postgres
package import Tenancy
package import Vocabulary

extension Installation {
    /// Brings the platform's part of a server's pg_hba.conf to what it shall be.
    ///
    /// The file is written by the server's own account and gets its name as a
    /// whole. The old one is kept under a second name until the server is known
    /// to have loaded the new one, so that a run that was cut short is seen by
    /// the next, which finishes it. A file that the server would refuse is
    /// replaced by the old one before anything is loaded.
    ///
    /// **Runs as** provisioner.
    ///
    /// - Parameter wanted: gives the part from what is there; called under a lock that lets one run at a time.
    /// - Returns: what was changed, in sentences; none when all was as it shall be.
    /// - Throws: ``HostAccessFailure``.
    @discardableResult
    package func changeHostAccess(
        on server: ServerName, to wanted: (HostAccessState) throws -> HostAccessBlock
    ) throws -> [String] {
        try connectCluster(server).transaction { cluster in
            do {
                // A catalog of the whole cluster that nobody uses, and whose lock is no tenant's to take.
                try cluster.execute("lock table pg_catalog.pg_shseclabel in share update exclusive mode")
            } catch SQLState.lockNotAvailable {
                throw HostAccessFailure.held(server)
            }
            let state = try hostAccessState(cluster)
            return try change(state, to: wanted(state), on: server, cluster)
        }
    }

    private func change(
        _ state: HostAccessState, to block: HostAccessBlock, on server: ServerName, _ cluster: borrowing Connection
    ) throws -> [String] {
        if state.file.holds(block), !state.isPending { return [] }
        if !state.file.holds(block) {
            // With a fault of somebody else's in it the server would load no change.
            if !state.errors.isEmpty, !state.isPending { throw HostAccessFailure.broken(server, errors: state.errors) }
            try write(state.file.replacing(with: block), to: state.path, of: server, in: cluster)
        }
        let pending = HostAccessState.pendingSuffix
        let errors = try hostAccessState(cluster).errors
        if !errors.isEmpty {
            try run("cat >/dev/null; mv -f \"$f\(pending)\" \"$f\"", on: state.path, of: server, in: cluster)
            throw HostAccessFailure.invalid(server, errors: errors)
        }
        try reload(server, cluster)
        try run(
            "cat >/dev/null; mv -f \"$f\(pending)\" \"$f\(HostAccessState.previousSuffix)\"", on: state.path,
            of: server, in: cluster)
        let differences = state.file.differences(from: block)
        return differences.isEmpty ? ["load pg_hba.conf, which was written and not loaded"] : differences
    }

    /// The file of a server as that sees it now.
    func hostAccessState(_ cluster: borrowing Connection) throws -> HostAccessState {
        guard let state = try HostAccessState.inspect(cluster) else { throw HostAccessFailure.notTold }
        return state
    }

    private func write(
        _ text: String, to path: String, of server: ServerName, in cluster: borrowing Connection
    ) throws {
        let pending = HostAccessState.pendingSuffix
        try run(
            """
            umask 077; base64 -d >"$f.socle-new" && chmod --reference="$f" "$f.socle-new" && sync "$f.socle-new" && \
            { [ -e "$f\(pending)" ] || ln "$f" "$f\(pending)"; } && mv -f "$f.socle-new" "$f"
            """, Data(text.utf8).base64EncodedString(), on: path, of: server, in: cluster)
    }

    /// Lets the server's account run a line of the shell, in which `$f` is the file.
    private func run(
        _ script: String, _ input: String = "", on path: String, of server: ServerName, in cluster: borrowing Connection
    ) throws {
        do {
            try cluster.execute(
                """
                copy (select \(literal: input)) to program
                \(literal: "f=$(readlink -f -- \(shellWord(path))) && { \(script)\n}")
                """)
        } catch let failure as ServerFailure {
            throw HostAccessFailure.notWritten(server, reason: failure.message)
        }
    }

    /// Lets the server load the file, and waits until it has.
    ///
    /// A session tells when it was loaded by the process that made it, which reads the rules in one go with the settings.
    private func reload(_ server: ServerName, _ cluster: borrowing Connection) throws {
        let before: String = try cluster.first("select clock_timestamp()::text") { row in try row[0] } ?? ""
        try cluster.execute("select pg_reload_conf()")
        let deadline = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < deadline {
            let isLoaded: Bool? = try connectCluster(server).first(
                "select pg_conf_load_time() >= \(before)::timestamptz"
            ) { row in try row[0] }
            if isLoaded == true { return }
            usleep(20_000)
        }
        throw HostAccessFailure.notLoaded(server)
    }
}
