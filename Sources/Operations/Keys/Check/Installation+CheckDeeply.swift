import Cryptography
import FoundationEssentials
import Postgres
import Vault
import Vocabulary

extension Installation {
    /// How many secrets, and how many of their bytes, are fetched at a time.
    private static let batch = (count: 500, bytes: 8 << 20)

    /// Opens every secret, and computes every login's verifier again from its sealed password.
    ///
    /// What hangs on a key that is known to open nothing is counted only: it is named already.
    func deepFindings(
        _ facts: KeyFacts, _ vault: Vault, in base: borrowing Connection, _ progress: (Int) -> Void
    ) throws -> [Finding] {
        var opened = 0
        var closed = 0
        var failures: [(owner: UUID, failure: VaultFailure)] = []
        var opener: TenantOpener?
        var last: SecretRow?
        while true {
            let rows = try secretRows(after: last, in: base)
            if rows.isEmpty { break }
            for row in rows {
                guard facts.opens(row) else {
                    if !facts.isLostOnPurpose(row) { closed += 1 }
                    continue
                }
                do {
                    if opener?.tenant != row.owner { opener = try vault.opener(for: row.owner) }
                    _ = try opener?.open(row.envelope, as: row.label())
                    opened += 1
                } catch let failure as VaultFailure {
                    failures.append((row.owner, failure))
                }
            }
            last = rows.last
            progress(opened)
        }
        for file in try sealedFiles(of: .platform) {
            do {
                if try vault.secret(inFile: file.path, as: file.label) != nil { opened += 1 }
            } catch let failure as VaultFailure {
                failures.append((Platform.tenantID, failure))
            }
        }
        let lost = closed + failures.count
        var findings = [
            lost == 0
                ? Finding("opening", .ok, "\(versions(opened)) open")
                : Finding("opening", .failure, "\(versions(opened)) open, \(lost) \(lost == 1 ? "does" : "do") not")
        ]
        findings += failures.prefix(KeyFacts.Envelopes.mostNamed).map {
            Finding("opening", .failure, "\(facts.name($0.owner)): \($0.failure.message)", hint: $0.failure.hint)
        }
        if failures.count > KeyFacts.Envelopes.mostNamed {
            findings.append(
                Finding("opening", .failure, "and \(failures.count - KeyFacts.Envelopes.mostNamed) more"))
        }
        return findings + (try verifierFindings(facts, vault, in: base))
    }

    private func versions(_ count: Int) -> String { count == 1 ? "1 secret version" : "\(count) secret versions" }

    private func verifierFindings(
        _ facts: KeyFacts, _ vault: Vault, in base: borrowing Connection
    ) throws -> [Finding] {
        var matching = 0
        var findings: [Finding] = []
        let rows = try base.query(
            """
            select secrets.tenant_id, kind, name, version, envelope
            from socle.login_verifiers
            join socle.secrets on secrets.tenant_id = login_verifiers.tenant_id and kind = 'login'
                and name = login_name and version = secret_version
            order by secrets.tenant_id, name
            """
        ) { row in try SecretRow(row) }
        let stored = try storedVerifiers(in: base)
        for secret in rows where facts.opens(secret) {
            guard let verifier = stored[secret.name] else { continue }
            do {
                let password = try vault.open(secret.envelope, as: secret.label())
                if try SCRAMVerifier(parsing: verifier).matches(password) {
                    matching += 1
                } else {
                    findings.append(
                        Finding(
                            "verifiers", .failure, "the sealed password does not open login '\(secret.name)'",
                            hint: "Run 'socle secret rotate \(facts.argument(secret.owner)) --logins --channels'."))
                }
            } catch is VaultFailure {
                // Told by the opening of all secrets.
                continue
            } catch let failure as CryptographyFailure {
                findings.append(
                    Finding("verifiers", .failure, "login '\(secret.name)': \(failure.message)", hint: failure.hint)
                )
            }
        }
        return [Finding("verifiers", .ok, "\(matching) sealed passwords open their logins")] + findings
    }

    /// The next secrets in the order of the table's key.
    private func secretRows(after last: SecretRow?, in base: borrowing Connection) throws -> [SecretRow] {
        let rest: SQL =
            last.map {
                "where (tenant_id, kind, name, version) > (\($0.owner), \($0.kind), \($0.name), \($0.version))"
            } ?? ""
        return try base.query(
            """
            select tenant_id, kind, name, version, envelope
            from (
                select *, row_number() over following as place, sum(octet_length(envelope)) over following as bytes
                from (
                    select tenant_id, kind, name, version, envelope from socle.secrets
                    \(sql: rest)
                    order by tenant_id, kind, name, version
                    limit \(Self.batch.count)
                ) as next
                window following as (order by tenant_id, kind, name, version)
            ) as measured
            where place = 1 or bytes <= \(Self.batch.bytes)
            order by tenant_id, kind, name, version
            """
        ) { try SecretRow($0) }
    }
}

/// A secret as it lies in the table.
struct SecretRow {
    let owner: UUID
    let kind: String
    let name: String
    let version: Int
    let envelope: [UInt8]

    /// The first five columns: owner, kind, name, version, envelope.
    init(_ row: Row) throws {
        owner = try row[0]
        kind = try row[1]
        name = try row[2]
        version = try row[3]
        envelope = try row[4]
    }

    func label() throws -> SecretLabel {
        try SecretLabel(tenant: owner, kind: kind, name: name, version: version)
    }
}

extension KeyFacts {
    /// Whether a secret hangs on a key that a shredding destroyed, and opens no more as was wanted.
    func isLostOnPurpose(_ row: SecretRow) -> Bool {
        guard let versions = versions(of: row.owner), let key = key(of: row), key.state == .destroyed else {
            return false
        }
        return versions.allSatisfy { $0.state == .destroyed } || isShredded(row.owner, key)
    }

    /// Whether a secret hangs on a key that opens; of any other it is told already.
    func opens(_ row: SecretRow) -> Bool {
        let state = key(of: row)?.state
        return state == .primary || state == .decryptOnly
    }

    private func key(of row: SecretRow) -> KeyVersion? {
        let key = Hex.text(Array(row.envelope.dropFirst(10).prefix(16)))
        return versions(of: row.owner)?.first { $0.identifier == key }
    }
}
