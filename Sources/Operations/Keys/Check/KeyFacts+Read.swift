import Cryptography
import FoundationEssentials
import Postgres
import Tenancy
import Vault
import Vocabulary

extension Installation {
    /// Reads what there is of keys and secrets: six queries and every key file.
    func keyFacts(_ vault: Vault, in base: borrowing Connection) throws -> KeyFacts {
        let tenants = try RegisteredTenant.all(in: base)
        var keys: [UUID: Result<[KeyVersion], any Error>] = [:]
        for owner in try vault.keys.tenants() { keys[owner] = Result { try vault.keys.keyVersions(of: owner) } }
        let files = try sealedFiles(of: .platform).compactMap { file in
            try vault.keyIdentifier(ofFile: file.path, as: file.label).map {
                (owner: file.label.tenant, key: $0, path: file.path)
            }
        }
        return KeyFacts(
            owners: tenants.reduce(into: [Platform.tenantID: .platform]) { $0[$1.tenantID] = .tenant($1.identifier) },
            keys: keys, envelopes: try envelopes(keys, in: base), files: files,
            record: try KeyStoreRecord.read(in: base),
            strangePasswords: try strangePasswords(in: base), now: .now)
    }

    private func envelopes(
        _ keys: [UUID: Result<[KeyVersion], any Error>], in base: borrowing Connection
    ) throws -> [KeyFacts.Envelopes] {
        var groups = try base.query(
            """
            select tenant_id, encode(substring(envelope from 11 for 16), 'hex'), count(*)
            from socle.secrets group by 1, 2 order by 1, 2
            """
        ) { row in KeyFacts.Envelopes(owner: try row[0], key: try row[1], count: try row[2]) }
        let closed = groups.indices.filter { index in
            guard case .success(let versions) = keys[groups[index].owner] else { return false }
            let state = versions.first { $0.identifier == groups[index].key }?.state
            return state != .primary && state != .decryptOnly
        }
        let names = try base.query(
            """
            select place, kind || '/' || name || ' version ' || version
            from unnest(\(closed), \(closed.map { groups[$0].owner.uuidString }), \(closed.map { groups[$0].key }))
                as wanted (place, owner, key)
            cross join lateral (
                select kind, name, version from socle.secrets
                where tenant_id = owner::uuid and encode(substring(envelope from 11 for 16), 'hex') = key
                order by kind, name, version
                limit \(KeyFacts.Envelopes.mostNamed)
            ) as first
            order by place, kind, name, version
            """
        ) { row in (place: try row[0] as Int, text: try row[1] as String) }
        for name in names { groups[name.place].names.append(name.text) }
        return groups
    }

    private func strangePasswords(in base: borrowing Connection) throws -> [KeyFacts.StrangePassword] {
        let applied = try base.query(
            """
            select login_name, encode(verifier_sha256, 'hex'), version is distinct from secret_version
            from socle.login_verifiers
            left join (
                select tenant_id, name, max(version) as version
                from socle.secrets where kind = 'login' group by tenant_id, name
            ) as newest on newest.tenant_id = login_verifiers.tenant_id and newest.name = login_name
            order by login_name
            """
        ) { row in (login: try row[0] as String, digest: try row[1] as String, isOther: try row[2] as Bool) }
        let stored = try storedVerifiers(in: base)
        return try applied.compactMap { applied in
            let kind: KeyFacts.StrangePassword.Kind
            if let verifier = stored[applied.login] {
                let isSame = try Hex.text(SHA256.hash(Array(verifier.utf8))) == applied.digest
                if isSame, !applied.isOther { return nil }
                kind = isSame ? .otherVersion : .changed
            } else {
                kind = .missing
            }
            return KeyFacts.StrangePassword(login: applied.login, kind: kind)
        }
    }
}
