package import Cryptography
package import FoundationEssentials
package import Postgres
package import Vocabulary

/// Secrets in the table `socle.secrets`, sealed before they get there.
///
/// Versions are added and never changed; the highest is in use.
///
/// **Runs as** a role that may select from `socle.secrets`, and to add to it as the table's owner.
package struct SecretStore: Sendable {
    private let vault: Vault

    package init(_ vault: Vault) {
        self.vault = vault
    }

    /// Seals a secret as the next version of its name.
    ///
    /// Inside a transaction of the caller it is undone with it.
    ///
    /// - Returns: the version.
    @discardableResult
    package func set(
        _ secret: borrowing SecretBytes, kind: String, name: String, of tenant: UUID,
        on connection: borrowing Connection
    ) throws -> Int {
        try connection.transaction { connection in
            try lock(on: connection)
            let version = try latest(kind, name, tenant, on: connection).map { $0.version + 1 } ?? 1
            let label = try SecretLabel(tenant: tenant, kind: kind, name: name, version: version)
            try insert(vault.seal(secret, as: label), label, on: connection)
            return version
        }
    }

    /// Opens the version in use, or returns nil when there is no such secret.
    package func get(
        kind: String, name: String, of tenant: UUID, on connection: borrowing Connection
    ) throws -> SecretBytes? {
        guard let latest = try latest(kind, name, tenant, on: connection) else { return nil }
        let label = try SecretLabel(tenant: tenant, kind: kind, name: name, version: latest.version)
        return try vault.open(latest.envelope, as: label)
    }

    /// Lists secrets without opening them, by tenant, kind and name.
    ///
    /// - Parameter tenant: whose; nil for everyone's
    package func list(of tenant: UUID? = nil, on connection: borrowing Connection) throws -> [SecretEntry] {
        let wanted: SQL = tenant.map { "where tenant_id = \($0)" } ?? ""
        return try connection.query(
            """
            select tenant_id, kind, name, max(version) as version, count(*) as version_count,
                max(created_at) as created_at
            from socle.secrets
            \(sql: wanted)
            group by tenant_id, kind, name
            order by tenant_id, kind, name
            """
        ) { row in
            SecretEntry(
                tenant: try row["tenant_id"], kind: try row["kind"], name: try row["name"],
                version: try row["version"], versionCount: try row["version_count"],
                createdAt: try row["created_at"])
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

    /// Keeps others from adding versions until the transaction ends; readers pass.
    ///
    /// A lock of the table, since any login may hold an advisory lock by any number.
    private func lock(on connection: borrowing Connection) throws {
        try connection.execute("lock table socle.secrets in share row exclusive mode")
    }

    private func latest(
        _ kind: String, _ name: String, _ tenant: UUID, on connection: borrowing Connection
    ) throws -> (version: Int, envelope: [UInt8])? {
        try connection.first(
            """
            select version, envelope
            from socle.secrets
            where tenant_id = \(tenant) and kind = \(kind) and name = \(name)
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
