package import Postgres
import Vocabulary

/// The files that are still to be applied to a database, in order.
package struct MigrationPlan: Sendable {
    /// Why a file is applied.
    package enum Reason: String, Sendable {
        case new
        case changed
    }

    /// A file to be applied.
    package struct Step: Sendable {
        package let file: MigrationFile
        package let reason: Reason
    }

    package let steps: [Step]

    package var isEmpty: Bool { steps.isEmpty }

    /// Compares what lies on disk with what a database has.
    ///
    /// - Throws: ``MigrationFailure``: a released file was changed, a file came
    ///   before one that is applied, or the database is of a newer release.
    package init(files: [MigrationFile], ledger: MigrationLedger) throws {
        let known = Set(files.filter { $0.kind == .versioned }.map { "\($0.scope.rawValue)/\($0.name)" })
        if let newer = ledger.entries.first(where: {
            $0.kind == .versioned && !known.contains("\($0.scope)/\($0.name)")
        }) {
            throw MigrationFailure.newerDatabase(
                database: ledger.database, name: newer.name, programVersion: newer.programVersion)
        }
        var steps: [Step] = []
        for file in files {
            guard let entry = ledger.entry(of: file) else {
                steps.append(Step(file: file, reason: .new))
                continue
            }
            if entry.sha256 == file.sha256 {
                if file.kind == .versioned, let skipped = steps.first(where: { $0.file.isVersioned(like: file) }) {
                    throw MigrationFailure.outOfOrder(path: skipped.file.path, applied: file.name)
                }
            } else if file.kind == .versioned {
                throw MigrationFailure.changed(path: file.path, database: ledger.database)
            } else {
                steps.append(Step(file: file, reason: .changed))
            }
        }
        self.steps = steps
    }

    /// Applies the files, each in a transaction with its line of the ledger.
    ///
    /// One run at a time holds the database; another waits. What another run
    /// applied in the meantime is not applied twice.
    ///
    /// - Parameter programVersion: written into the ledger.
    /// - Throws: ``MigrationFailure/failed(path:cause:)`` with the
    ///   server's own failure; files before it stay applied.
    package static func apply(
        _ folder: MigrationFolder, to connection: borrowing Connection, programVersion: String,
        progress: (Step) -> Void = { _ in }
    ) throws -> MigrationPlan {
        try connection.execute("select pg_advisory_lock(hashtext('socle migrations'))")
        defer {
            // The lock also ends with the connection, so a failure to release it harms nobody.
            _ = try? connection.execute("select pg_advisory_unlock(hashtext('socle migrations'))")
        }
        let plan = try MigrationPlan(files: folder.files, ledger: MigrationLedger.inspect(connection))
        for step in plan.steps {
            progress(step)
            try step.file.apply(to: connection, programVersion: programVersion)
        }
        return plan
    }
}

extension MigrationFile {
    fileprivate func isVersioned(like other: MigrationFile) -> Bool {
        kind == .versioned && scope == other.scope
    }

    fileprivate func apply(to connection: borrowing Connection, programVersion: String) throws {
        do {
            try connection.transaction { connection in
                let clock = ContinuousClock()
                let duration = try clock.measure { try connection.executeScript(text) }
                let milliseconds =
                    Int(duration.components.seconds * 1000)
                    + Int(duration.components.attoseconds / 1_000_000_000_000_000)
                try connection.execute(
                    """
                    insert into socle.migrations (scope, name, kind, sha256, duration_ms, program_version)
                    values (\(scope.rawValue), \(name), \(kind.rawValue), \(sha256), \(milliseconds), \(programVersion))
                    on conflict (scope, name) do update set
                        sha256 = excluded.sha256, applied_at = now(), applied_by = session_user,
                        duration_ms = excluded.duration_ms, program_version = excluded.program_version
                    """)
            }
        } catch let cause as any Failure {
            throw MigrationFailure.failed(path: path, cause: cause)
        }
    }
}
