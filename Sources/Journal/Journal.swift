package import FoundationEssentials
package import Postgres
import Vocabulary

/// Runs procedures so that a death at any point of them is mended by the next run.
///
/// An operation is a row with named steps in the base. One tenant has one at a time. A process that works on it
/// is known by its connection; of one that died, the next run of the same command goes on with the same arguments.
package enum Journal {
    /// Runs a procedure to its end, or to where it waits to be confirmed; goes on where a dead run of the same stopped.
    ///
    /// - Parameter base: a connection for the journal alone, which the operation is held by.
    /// - Returns: the operation as it is then.
    /// - Throws: ``JournalFailure``; what a step throws, which is kept with the operation.
    @discardableResult
    package static func start<P: Procedure>(
        _ procedure: P, on base: consuming Connection, with context: P.Context,
        watch: @escaping (JournalEvent) -> Void = { _ in }
    ) throws -> Operation {
        let arguments = try arguments(of: procedure)
        let opened = try open(procedure, arguments, in: base, with: context)
        let session = try JournalSession(taking: opened.number, on: base)
        watch(.opened(operation: opened.number, kind: P.kind, isResumed: opened.isResumed))
        return try OperationRun(procedure, session: session, context: context, watch: watch).forward(confirmed: false)
    }

    /// Goes on with an operation: forward, or with the undoing that was begun.
    ///
    /// - Parameters:
    ///   - kinds: the procedures that this program knows.
    ///   - confirmed: whether a step that waits to be confirmed is done too.
    /// - Throws: ``JournalFailure/unknownKind(number:kind:)`` for one of a newer program.
    @discardableResult
    package static func resume<Context: Sendable>(
        _ number: Int, knowing kinds: [any Procedure<Context>.Type], on base: consuming Connection,
        with context: Context, confirmed: Bool = false, watch: @escaping (JournalEvent) -> Void = { _ in }
    ) throws -> Operation {
        let found = try Operation.find(number, in: base)
        guard found.state.isOpen else { throw JournalFailure.over(found) }
        if confirmed, found.state != .waiting { throw JournalFailure.notWaiting(found) }
        if !confirmed, found.state == .waiting { throw JournalFailure.waits(found) }
        let type = try type(of: found, among: kinds)
        return try type.resume(found, on: base, with: context, confirmed: confirmed, watch: watch)
    }

    /// Takes back what the steps of an operation did, the last first.
    ///
    /// - Throws: ``JournalFailure/pastReturn(_:step:)`` when a step that nothing takes back was reached.
    @discardableResult
    package static func undo<Context: Sendable>(
        _ number: Int, knowing kinds: [any Procedure<Context>.Type], on base: consuming Connection,
        with context: Context, watch: @escaping (JournalEvent) -> Void = { _ in }
    ) throws -> Operation {
        let found = try Operation.find(number, in: base)
        guard found.state.isOpen else { throw JournalFailure.over(found) }
        let type = try type(of: found, among: kinds)
        return try type.undo(found, on: base, with: context, watch: watch)
    }

    /// Refuses to touch a tenant who is in the middle of an operation; one that only waits to be confirmed is no hindrance.
    ///
    /// - Throws: ``JournalFailure/held(_:)`` or ``JournalFailure/unfinished(_:)``.
    package static func requireNone(for tenantID: UUID, in base: borrowing Connection) throws {
        guard let open = try Operation.open(of: tenantID, in: base), open.state != .waiting else { return }
        throw JournalFailure(inTheWay: open)
    }

    /// Refuses to begin something on a tenant whose last operation is not over, be it that it only waits.
    ///
    /// - Parameter kind: that of what is to be begun, whose own dead run is gone on with.
    package static func requireOver(for tenantID: UUID, but kind: String, in base: borrowing Connection) throws {
        guard let open = try Operation.open(of: tenantID, in: base), open.kind != kind else { return }
        throw JournalFailure(inTheWay: open)
    }

    private static func type<Context: Sendable>(
        of operation: Operation, among kinds: [any Procedure<Context>.Type]
    ) throws -> any Procedure<Context>.Type {
        guard let type = kinds.first(where: { $0.kind == operation.kind }) else {
            throw JournalFailure.unknownKind(number: operation.number, kind: operation.kind)
        }
        return type
    }

    private static func arguments(of procedure: some Procedure) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(procedure), as: UTF8.self)
    }

    /// Makes the rows of an operation, or finds those that a dead run of the same left.
    private static func open<P: Procedure>(
        _ procedure: P, _ arguments: String, in base: borrowing Connection, with context: P.Context
    ) throws -> (number: Int, isResumed: Bool) {
        while true {
            if let number = try make(procedure, arguments, in: base, with: context) { return (number, false) }
            // One that ended meanwhile is in nobody's way; what it did is looked at anew.
            guard let other = try openOperation(of: procedure, arguments, in: base) else { continue }
            let found = try Operation.waitForItsHolder(other.number, in: base)
            guard found.state.isOpen else { continue }
            guard found.kind == P.kind, !found.isHeld, !found.isUndoing, found.state != .waiting else {
                throw JournalFailure(inTheWay: found)
            }
            let isSame =
                try base.first(
                    "select arguments = \(arguments)::jsonb from socle.operations where operation_id = \(found.number)::bigint"
                ) { row -> Bool in try row[0] } ?? false
            guard isSame else { throw JournalFailure.otherArguments(found) }
            return (found.number, true)
        }
    }

    /// What is not over and keeps a procedure from being begun.
    private static func openOperation<P: Procedure>(
        of procedure: P, _ arguments: String, in base: borrowing Connection
    ) throws -> Operation? {
        guard let tenant = procedure.tenant else {
            return try Operation.open(ofKind: P.kind, arguments: arguments, in: base)
        }
        return try Operation.open(of: tenant, in: base)
    }

    /// Makes the rows of an operation that may be begun; nil when another one is in its way.
    private static func make<P: Procedure>(
        _ procedure: P, _ arguments: String, in base: borrowing Connection, with context: P.Context
    ) throws -> Int? {
        // What is refused takes no number, since a sequence never gives one back.
        guard try openOperation(of: procedure, arguments, in: base) == nil else { return nil }
        try procedure.mayBegin(context)
        do {
            return try base.transaction { base -> Int in
                // Held from its first moment, so that nobody takes it for one whose process died.
                let number: Int? = try base.first(
                    """
                    insert into socle.operations (
                        kind, tenant_id, arguments, holder, session_pid, session_started_at
                    )
                    select \(P.kind), \(orNull: procedure.tenant)::uuid, \(arguments)::jsonb,
                        \(Holder.current.description), pid, backend_start
                    from pg_stat_activity where pid = pg_backend_pid()
                    returning operation_id
                    """
                ) { row in try row[0] }
                guard let number else { throw PostgresFailure.commitRolledBack }
                // Whoever else begins something on the tenant waits by now, and what he did before is there.
                try procedure.mayBegin(context)
                try base.execute(
                    """
                    insert into socle.operation_steps (operation_id, position, name)
                    select \(number)::bigint, place - 1, name
                    from unnest(\(P.steps.map(\.name))::text[]) with ordinality as step (name, place)
                    """)
                return number
            }
        } catch let failure as ServerFailure where failure.isOpenOperation {
            return nil
        }
    }
}

extension ServerFailure {
    /// Whether another operation of the tenant, or of the platform with the same arguments, is not over.
    fileprivate var isOpenOperation: Bool {
        constraint == "operations_tenant_id_open_key" || constraint == "operations_kind_arguments_open_key"
    }
}

extension Procedure {
    fileprivate static func resume(
        _ found: Operation, on base: consuming Connection, with context: Context, confirmed: Bool,
        watch: @escaping (JournalEvent) -> Void
    ) throws -> Operation {
        let run = try run(of: found, on: base, with: context, watch: watch)
        return found.isUndoing ? try run.backward() : try run.forward(confirmed: confirmed)
    }

    fileprivate static func undo(
        _ found: Operation, on base: consuming Connection, with context: Context,
        watch: @escaping (JournalEvent) -> Void
    ) throws -> Operation {
        try run(of: found, on: base, with: context, watch: watch).backward()
    }

    private static func run(
        of found: Operation, on base: consuming Connection, with context: Context,
        watch: @escaping (JournalEvent) -> Void
    ) throws -> OperationRun<Self> {
        guard let procedure = try? JSONDecoder().decode(Self.self, from: Data(found.arguments.utf8)) else {
            throw JournalFailure.otherProgram(number: found.number, kind: kind)
        }
        let session = try JournalSession(taking: found.number, on: base)
        watch(.opened(operation: found.number, kind: kind, isResumed: true))
        return OperationRun(procedure, session: session, context: context, watch: watch)
    }
}
