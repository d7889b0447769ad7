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

    private init(steps: [Step]) {
        self.steps = steps
    }

    /// Compares what lies on disk with what a database has.
    ///
    /// - Parameter programVersion: the release to which the files belong.
    /// - Throws: ``MigrationFailure``: a released file was changed, a file came
    ///   before one that is applied, or the database is of a newer release.
    package init(files: [MigrationFile], ledger: MigrationLedger, programVersion: String) throws {
        let version = ReleaseVersion(programVersion)
        let known = Dictionary(files.map { ("\($0.scope.rawValue)/\($0.name)", $0.sha256) }) { first, _ in first }
        let newer = ledger.entries.first { entry in
            let sha256 = known["\(entry.scope)/\(entry.name)"]
            return switch entry.kind {
            case .versioned: sha256 == nil
            // An older release would put its own text in the place of the newer one.
            case .repeatable: sha256 != entry.sha256 && ReleaseVersion(entry.programVersion) > version
            }
        }
        if let newer {
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
    /// Each file is looked for anew under a lock of the ledger, which no tenant
    /// can take. What another run applied in the meantime is not applied twice.
    ///
    /// - Parameter programVersion: written into the ledger.
    /// - Returns: what this run applied.
    /// - Throws: ``MigrationFailure/failed(path:cause:)`` with the
    ///   server's own failure; files before it stay applied.
    package static func apply(
        _ folder: MigrationFolder, to connection: borrowing Connection, programVersion: String,
        progress: (Step) -> Void = { _ in }
    ) throws -> MigrationPlan {
        var steps: [Step] = []
        while true {
            let hasLedger = try MigrationLedger.exists(in: connection)
            do {
                let step = try applyNext(folder, to: connection, hasLedger, programVersion, progress)
                guard let step else { return MigrationPlan(steps: steps) }
                steps.append(step)
            } catch MigrationFailure.failed(let path, let cause) {
                // Without a ledger there is nothing to lock, and two runs meet in the schema that both make.
                guard !hasLedger, cause.isOfSecondRun, try MigrationLedger.exists(in: connection) else {
                    throw MigrationFailure.failed(path: path, cause: cause)
                }
            }
        }
    }

    private static func applyNext(
        _ folder: MigrationFolder, to connection: borrowing Connection, _ hasLedger: Bool, _ programVersion: String,
        _ progress: (Step) -> Void
    ) throws -> Step? {
        try connection.transaction { connection in
            if hasLedger { try connection.execute("lock table socle.migrations in share row exclusive mode") }
            let plan = try MigrationPlan(
                files: folder.files, ledger: .inspect(connection), programVersion: programVersion)
            guard let step = plan.steps.first else { return nil }
            progress(step)
            try step.file.apply(to: connection, programVersion: programVersion)
            return step
        }
    }
}

extension MigrationFile {
    fileprivate func isVersioned(like other: MigrationFile) -> Bool {
        kind == .versioned && scope == other.scope
    }

    /// Applies the file and writes its line of the ledger, in a transaction of the caller's.
    fileprivate func apply(to connection: borrowing Connection, programVersion: String) throws {
        do {
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
        } catch let cause as any Failure {
            throw MigrationFailure.failed(path: path, cause: cause)
        }
    }
}

extension Failure {
    /// Whether the schema `socle` was made by another run a moment ago.
    fileprivate var isOfSecondRun: Bool {
        guard let failure = self as? ServerFailure else { return false }
        return failure.sqlState == .duplicateSchema || failure.constraint == "pg_namespace_nspname_index"
    }
}
