package import Journal
import Postgres

extension Installation {
    /// The procedures that this program knows, whose operations it can resume and undo.
    package static let procedures: [any Procedure<Installation>.Type] = [
        ArchiveTenant.self,
        BackUpTenant.self,
        ChangeTier.self,
        EraseTenant.self,
        MoveTenant.self,
        RenameTenant.self,
        RestoreTenant.self,
        ResumeTenant.self,
        SuspendTenant.self,
        TenantAdoption.self,
    ]

    /// The operations that are kept in the base, the newest first.
    package func operations(openOnly: Bool, limit: Int) throws -> [Operation] {
        try Operation.list(openOnly: openOnly, limit: limit, in: connectMigratedBase())
    }

    /// An operation with its steps.
    package func operation(_ number: Int) throws -> (operation: Operation, steps: [Operation.StepRecord]) {
        let base = try connectMigratedBase()
        let operation = try Operation.find(number, in: base)
        return (operation, try operation.steps(in: base))
    }

    /// Runs a procedure to its end, or goes on where a dead run of the same stopped.
    @discardableResult
    package func run<P: Procedure<Installation>>(_ procedure: P, watch: @escaping (JournalEvent) -> Void) throws
        -> Operation
    {
        try Journal.start(procedure, on: connectMigratedBase(), with: self, watch: watch)
    }

    /// Goes on with an operation whose process died or whose step failed, or with one that waited to be confirmed.
    @discardableResult
    package func resumeOperation(
        _ number: Int, confirmed: Bool = false, watch: @escaping (JournalEvent) -> Void
    ) throws -> Operation {
        try Journal.resume(
            number, knowing: Self.procedures, on: connectMigratedBase(), with: self, confirmed: confirmed,
            watch: watch)
    }

    /// Takes back what the steps of an operation did.
    @discardableResult
    package func undoOperation(_ number: Int, watch: @escaping (JournalEvent) -> Void) throws -> Operation {
        try Journal.undo(number, knowing: Self.procedures, on: connectMigratedBase(), with: self, watch: watch)
    }
}
