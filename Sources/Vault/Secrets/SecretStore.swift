package import Cryptography
package import FoundationEssentials
package import Postgres
package import Vocabulary

/// Secrets in the table `socle.secrets`, sealed before they get there.
///
/// Versions are added and never changed; the highest is in use. A new wrapping
/// of a data key, after a rotation, leaves content and version as they are.
///
/// **Runs as** a role that may select from `socle.secrets`, and to add to it as the table's owner.
package struct SecretStore: Sendable {
    let vault: Vault

    package init(_ vault: Vault) {
        self.vault = vault
    }

    /// Seals a secret as the next version of its name.
    ///
    /// Inside a transaction of the caller it is undone with it.
    ///
    /// - Returns: the version.
    /// - Throws: VLT203 when there are secrets of the tenant and no key file, VLT205 when it was shredded:
    ///   a key is made anew for it on purpose only.
    @discardableResult
    package func set(
        _ secret: borrowing SecretBytes, kind: String, name: String, of tenant: UUID,
        on connection: borrowing Connection
    ) throws -> Int {
        try connection.transaction { connection in
            try lock(on: connection)
            try requireKeyFile(of: tenant, on: connection)
            let version = try find(kind, name, nil, tenant, on: connection).map { $0.version + 1 } ?? 1
            let label = try SecretLabel(tenant: tenant, kind: kind, name: name, version: version)
            try insert(vault.seal(secret, as: label), label, on: connection)
            return version
        }
    }

    /// Seals several secrets of a tenant, each as the next version of its name, with the tenant's key unwrapped once.
    ///
    /// Tenants do not wait for each other here, as they do in ``set(_:kind:name:of:on:)``.
    ///
    /// - Parameter secret: gives the secret of each name in turn.
    /// - Precondition: the caller keeps others from setting secrets of these names until the transaction ends.
    /// - Returns: the versions.
    /// - Throws: as ``set(_:kind:name:of:on:)``.
    package func set(
        kind: String, names: [String], of tenant: UUID, on connection: borrowing Connection,
        _ secret: (Int) throws -> SecretBytes
    ) throws -> [Int] {
        try connection.transaction { connection in
            // Against whoever destroys a key, and not against each other.
            try connection.execute("lock table socle.secrets in row exclusive mode")
            try requireKeyFile(of: tenant, on: connection)
            let found = try connection.query(
                """
                select name, max(version) from socle.secrets
                where tenant_id = \(tenant) and kind = \(kind) and name = any(\(names)::text[])
                group by name
                """
            ) { row -> (String, Int) in (try row[0], try row[1]) }
            let last = Dictionary(found) { first, _ in first }
            var sealer = try vault.sealer(for: tenant, uses: names.count)
            var versions: [Int] = []
            var envelopes: [[UInt8]] = []
            for (index, name) in names.enumerated() {
                let version = (last[name] ?? 0) + 1
                let label = try SecretLabel(tenant: tenant, kind: kind, name: name, version: version)
                envelopes.append(try sealer.seal(secret(index), as: label))
                versions.append(version)
            }
            try connection.execute(
                """
                insert into socle.secrets (tenant_id, kind, name, version, envelope)
                select \(tenant), \(kind), name, version, envelope
                from unnest(\(names)::text[], \(versions)::integer[], \(envelopes)::bytea[])
                    as sealed (name, version, envelope)
                """)
            return versions
        }
    }

    /// Opens a version, or returns nil when there is no such secret.
    ///
    /// - Parameter version: the one in use when nil
    package func get(
        kind: String, name: String, version: Int? = nil, of tenant: UUID, on connection: borrowing Connection
    ) throws -> SecretBytes? {
        guard let found = try find(kind, name, version, tenant, on: connection) else { return nil }
        let label = try SecretLabel(tenant: tenant, kind: kind, name: name, version: found.version)
        return try vault.open(found.envelope, as: label)
    }

    /// Removes a version of a secret, or all of them, without opening any.
    ///
    /// - Parameter version: all when nil.
    /// - Returns: how many there were.
    @discardableResult
    package func remove(
        kind: String, name: String, version: Int? = nil, of tenant: UUID, on connection: borrowing Connection
    ) throws -> Int {
        let wanted: SQL = version.map { "and version = \($0)" } ?? ""
        return try connection.execute(
            """
            delete from socle.secrets
            where tenant_id = \(tenant) and kind = \(kind) and name = \(name)
                \(sql: wanted)
            """)
    }

    /// Removes the versions of a secret below one.
    package func remove(
        kind: String, name: String, below version: Int, of tenant: UUID, on connection: borrowing Connection
    ) throws {
        try connection.execute(
            """
            delete from socle.secrets
            where tenant_id = \(tenant) and kind = \(kind) and name = \(name) and version < \(version)
            """)
    }

    /// Lists secrets without opening them, by tenant, kind and name.
    ///
    /// - Parameters:
    ///   - tenant: whose; nil for everyone's
    ///   - unreadable: called once with VLT203 or VLT207 of each tenant whose key file cannot be read
    package func list(
        of tenant: UUID? = nil, on connection: borrowing Connection, unreadable: (VaultFailure) -> Void
    ) throws -> [SecretEntry] {
        let wanted: SQL = tenant.map { "where tenant_id = \($0)" } ?? ""
        var versions: [UUID: [String: Int]] = [:]
        return try connection.query(
            """
            select distinct on (tenant_id, kind, name) tenant_id, kind, name, version, created_at,
                count(*) over (partition by tenant_id, kind, name) as version_count,
                encode(\(sql: Self.keyIdentifier), 'hex') as key
            from socle.secrets
            \(sql: wanted)
            order by tenant_id, kind, name, version desc
            """
        ) { row in
            let tenant: UUID = try row["tenant_id"]
            if versions[tenant] == nil {
                do {
                    versions[tenant] = try keyVersions(of: tenant)
                } catch let failure as VaultFailure {
                    versions[tenant] = [:]
                    unreadable(failure)
                }
            }
            return SecretEntry(
                tenant: tenant, kind: try row["kind"], name: try row["name"], version: try row["version"],
                versionCount: try row["version_count"], createdAt: try row["created_at"],
                keyVersion: versions[tenant]?[try row["key"]])
        }
    }

    /// The password of a login: the one that is kept, or a new one that is kept from now on.
    ///
    /// Two callers at once get the same one.
    package func password(
        login: Identifier, of tenant: UUID, on connection: borrowing Connection
    ) throws -> SecretBytes {
        let kind = SecretLabel.loginKind
        if let kept = try get(kind: kind, name: login.text, of: tenant, on: connection) { return kept }
        var password = try Vault.makePassword()
        try connection.transaction { connection in
            try lock(on: connection)
            if let kept = try get(kind: kind, name: login.text, of: tenant, on: connection) {
                password = kept
            } else {
                try set(password, kind: kind, name: login.text, of: tenant, on: connection)
            }
        }
        return password
    }

    /// The bytes of an envelope that name the tenant's key; docs/envelope.md.
    static let keyIdentifier: SQL = "substring(envelope from 11 for 16)"

    /// Keeps others from adding versions and from re-wrapping until the transaction ends; readers pass.
    ///
    /// Whoever seals into the table locks it before the key is read, so that
    /// whoever destroys a key under this lock sees all that hangs on it. A lock
    /// of the table, since any login may hold an advisory lock by any number.
    func lock(on connection: borrowing Connection) throws {
        try connection.execute("lock table socle.secrets in share row exclusive mode")
    }

    /// Makes sure that sealing makes no new key in the place of one that was lost or shredded.
    private func requireKeyFile(of tenant: UUID, on connection: borrowing Connection) throws {
        if try vault.keys.keyring(of: tenant) != nil { return }
        let last: String? = try connection.first(
            """
            select action from socle.audit_events
            where tenant_id = \(tenant) and action in ('key.shredded', 'key.rotated')
            order by sequence desc limit 1
            """
        ) { try $0[0] }
        if last == "key.shredded" { throw VaultFailure.shredded(tenant: tenant) }
        if try !counts(of: tenant, on: connection).isEmpty {
            throw VaultFailure.keyFile(tenant: tenant, .missing)
        }
    }

    private func keyVersions(of tenant: UUID) throws -> [String: Int] {
        try vault.keys.keyVersions(of: tenant).reduce(into: [:]) { $0[$1.identifier] = $1.version }
    }

    private func find(
        _ kind: String, _ name: String, _ version: Int?, _ tenant: UUID, on connection: borrowing Connection
    ) throws -> (version: Int, envelope: [UInt8])? {
        let wanted: SQL = version.map { "and version = \($0)" } ?? ""
        return try connection.first(
            """
            select version, envelope
            from socle.secrets
            where tenant_id = \(tenant) and kind = \(kind) and name = \(name)
                \(sql: wanted)
            order by version desc
            limit 1
            """
        ) { (try $0["version"], try $0["envelope"]) }
    }

    private func insert(
        _ envelope: [UInt8], _ label: SecretLabel, on connection: borrowing Connection
    ) throws {
        try connection.execute(
            """
            insert into socle.secrets (tenant_id, kind, name, version, envelope)
            values (\(label.tenant), \(label.kind), \(label.name), \(label.version), \(envelope))
            """)
    }
}
