package import FoundationEssentials
package import Postgres
internal import Vocabulary

extension SecretStore {
    /// How many secrets are re-wrapped in one transaction.
    static let batch = 500

    /// Wraps the data keys of a tenant's secrets anew under its primary, all versions of them.
    ///
    /// Goes through the table in batches, each a transaction of its own; contents
    /// do not leave the server. What is done is told by the envelopes themselves,
    /// so that a run that was cut short is finished by the next. Secrets that are
    /// set and keys that are rotated meanwhile are taken in as well.
    ///
    /// - Parameter progress: told after each batch; what it throws ends the run between two batches
    /// - Returns: how many were re-wrapped.
    /// - Throws: after all others are done: a ``FailureList`` that begins with VLT306 and names those
    ///   that could not be opened, which are as they were. VLT205 for a shredded tenant.
    @discardableResult
    package func rewrap(
        of tenant: UUID, on connection: borrowing Connection, progress: (RewrapProgress) throws -> Void = { _ in }
    ) throws -> Int {
        precondition(!connection.isInTransaction, "each batch is a transaction")
        guard var target = try primary(of: tenant) else {
            // Without secrets there is nothing to miss a key for.
            if try counts(of: tenant, on: connection).isEmpty { return 0 }
            throw VaultFailure.keyFile(tenant: tenant, .missing)
        }
        var state = RewrapProgress(total: try count(of: tenant, notUnder: target, on: connection))
        var skipped: FailureList
        var before: KeyIdentifier
        repeat {
            before = target
            skipped = FailureList()
            state.skipped = 0
            var position: HeadRow?
            repeat {
                position = try rewrapBatch(of: tenant, to: target, after: position, on: connection, &state, &skipped)
                try progress(state)
            } while position != nil
            // A rotation meanwhile left what was done before it under the older key.
            target = try primary(of: tenant) ?? target
        } while target != before
        if state.skipped > 0 {
            var failures = FailureList()
            failures.append(VaultFailure.rewrap(tenant: tenant, rewrapped: state.rewrapped, skipped: state.skipped))
            failures.append(contentsOf: skipped)
            throw failures
        }
        return state.rewrapped
    }

    /// How many envelopes of a tenant hang on each version of its key, by the key's 32 hexadecimal digits.
    ///
    /// All versions of secrets are counted. The text is empty for bytes that name no key.
    package func counts(of tenant: UUID, on connection: borrowing Connection) throws -> [String: Int] {
        try connection.query(
            """
            select encode(\(sql: Self.keyIdentifier), 'hex') as key, count(*) as count
            from socle.secrets
            where tenant_id = \(tenant)
            group by 1
            """
        ) { (key: try $0["key"] as String, count: try $0["count"] as Int) }
        .reduce(into: [:]) { $0[$1.key] = $1.count }
    }

    /// Destroys the disabled versions of a tenant's key, unless a secret of the table hangs on one.
    ///
    /// - Returns: what was destroyed.
    /// - Throws: VLT210 when there is such a secret.
    @discardableResult
    package func destroyDisabledVersions(
        of tenant: UUID, on connection: borrowing Connection
    ) throws -> [KeyVersion] {
        try connection.transaction { connection in
            try lock(on: connection)
            let counts = try counts(of: tenant, on: connection)
            for key in try vault.keys.keyVersions(of: tenant) where key.state == .disabled {
                if let count = counts[key.identifier] {
                    throw VaultFailure.keyInUse(tenant: tenant, version: key.version, count: count)
                }
            }
            return try vault.keys.destroyDisabledVersions(of: tenant)
        }
    }

    /// Re-wraps the next secrets in the order of kind, name and version.
    ///
    /// - Returns: the last of them, or nil when there were none.
    private func rewrapBatch(
        of tenant: UUID, to target: KeyIdentifier, after position: HeadRow?, on connection: borrowing Connection,
        _ progress: inout RewrapProgress, _ skipped: inout FailureList
    ) throws -> HeadRow? {
        var state = progress
        var failures = skipped
        let last: HeadRow? = try connection.transaction { connection in
            // Before the key is read: nobody can destroy it now without seeing what is written here.
            try connection.execute("lock table socle.secrets in row exclusive mode")
            try goByIndex(on: connection)
            let rows = try heads(of: tenant, notUnder: target, after: position, on: connection)
            guard !rows.isEmpty else { return nil }
            let opener = try vault.opener(for: tenant)
            var sealer = try vault.sealer(for: tenant, uses: rows.count)
            var renewed: [HeadRow] = []
            for var row in rows {
                do {
                    let label = try SecretLabel(tenant: tenant, kind: row.kind, name: row.name, version: row.version)
                    let head = try EnvelopeHead(of: row.bytes, length: row.length, as: label)
                    row.bytes = try sealer.rewrap(head, as: label, by: opener).bytes
                    renewed.append(row)
                } catch let failure as VaultFailure where failure.concernsOneSecret {
                    state.skipped += 1
                    failures.append(failure)
                }
            }
            try connection.execute(
                """
                update socle.secrets s
                set envelope = overlay(s.envelope placing renewed.head from 1 for \(EnvelopeHead.byteCount))
                from unnest(\(renewed.map(\.kind)), \(renewed.map(\.name)), \(renewed.map(\.version)),
                    \(renewed.map(\.bytes))) as renewed (kind, name, version, head)
                where s.tenant_id = \(tenant) and s.kind = renewed.kind and s.name = renewed.name
                    and s.version = renewed.version
                """)
            state.rewrapped += renewed.count
            return rows.last
        }
        progress = state
        skipped = failures
        return last
    }

    /// Has the planner find the rows of a batch by their key, until the transaction ends.
    ///
    /// A table that was filled since its last analysis would be read whole, and sorted, for each batch.
    private func goByIndex(on connection: borrowing Connection) throws {
        try connection.execute(
            """
            select set_config(name, 'off', true)
            from unnest(array['enable_seqscan', 'enable_bitmapscan', 'enable_sort', 'enable_hashjoin',
                'enable_mergejoin']) as name
            """)
    }

    /// The heads of the next secrets that are not under a key, locked until the transaction ends.
    private func heads(
        of tenant: UUID, notUnder key: KeyIdentifier, after position: HeadRow?, on connection: borrowing Connection
    ) throws -> [HeadRow] {
        let rest: SQL =
            position.map { "and (kind, name, version) > (\($0.kind), \($0.name), \($0.version))" } ?? ""
        return try connection.query(
            """
            select kind, name, version, substring(envelope for \(EnvelopeHead.byteCount)) as head,
                octet_length(envelope) as length
            from socle.secrets
            where tenant_id = \(tenant) and \(sql: Self.keyIdentifier) <> \(key.bytes)
                \(sql: rest)
            order by kind, name, version
            limit \(Self.batch)
            for update
            """
        ) {
            HeadRow(
                kind: try $0["kind"], name: try $0["name"], version: try $0["version"], length: try $0["length"],
                bytes: try $0["head"])
        }
    }

    private func count(
        of tenant: UUID, notUnder key: KeyIdentifier, on connection: borrowing Connection
    ) throws -> Int {
        try counts(of: tenant, on: connection).reduce(0) { $1.key == key.description ? $0 : $0 + $1.value }
    }

    /// The key that seals for a tenant, or nil when it has no key file.
    ///
    /// - Throws: VLT205 when it was shredded.
    private func primary(of tenant: UUID) throws -> KeyIdentifier? {
        guard let keyring = try vault.keys.keyring(of: tenant) else { return nil }
        guard let primary = keyring.primary else { throw VaultFailure.shredded(tenant: tenant) }
        return primary.identifier
    }
}

/// The head of an envelope in the table, with its place there.
private struct HeadRow {
    let kind: String
    let name: String
    let version: Int

    /// The length of the whole envelope.
    let length: Int
    var bytes: [UInt8]
}

extension VaultFailure {
    /// Whether it says something of one secret only, so that others may still be gone through.
    fileprivate var concernsOneSecret: Bool {
        switch self {
        case .envelope, .cannotOpen, .label, .keyVersion: true
        default: false
        }
    }
}
