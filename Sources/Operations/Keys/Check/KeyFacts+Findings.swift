import FoundationEssentials
import Vault
import Vocabulary

extension KeyFacts {
    /// What is right and wrong, one finding for each question and one more for each thing that is wrong.
    ///
    /// Decided without any file or server.
    var findings: [Finding] {
        keyFileFindings + ownerFindings + envelopeFindings + shreddingFindings + useFindings + clockFindings
            + backupFindings + passwordFindings
    }

    // MARK: Key files

    private var keyFileFindings: [Finding] {
        var findings: [Finding] = []
        var count = 0
        for owner in sorted(keys.keys) {
            switch keys[owner] {
            case .success(let versions): count += versions.count
            case .failure(let error):
                let failure = error as? any Failure
                findings.append(
                    Finding(
                        "key files", .failure, "\(name(owner)): \(failure?.message ?? "cannot be read")",
                        hint: failure?.hint))
            case nil: break
            }
        }
        return [Finding("key files", .ok, "\(keys.count - findings.count) read, with \(count) keys")] + findings
    }

    private var ownerFindings: [Finding] {
        let orphans = sorted(keys.keys).filter { owners[$0] == nil }.map {
            Finding(
                "owners", .warning, "key file \($0.uuidString.lowercased()).keys belongs to no tenant of the registry",
                hint: "The database may be older than the key store. Keep the file until that is sure.")
        }
        let strangers = sorted(envelopes.map(\.owner)).filter { owners[$0] == nil }.map {
            Finding("owners", .warning, "secrets of \(name($0)) lie in the table")
        }
        let counts = envelopes.reduce(into: [:]) { $0[$1.owner, default: 0] += $1.count }
        let missing = sorted(envelopes.map(\.owner)).filter { keys[$0] == nil }.map {
            Finding(
                "owners", .failure, "\(name($0)) has \(secrets(counts[$0, default: 0])) and no key file",
                hint: "Put the file back from the backup of the key store.")
        }
        let all = orphans + strangers + missing
        return all.isEmpty ? [Finding("owners", .ok, "each key file has its owner, each secret its key file")] : all
    }

    // MARK: What hangs on which key

    private var envelopeFindings: [Finding] {
        var findings: [Finding] = []
        var whole = 0
        var older: (secrets: Int, owners: Set<UUID>) = (0, [])
        let inFiles = files.map { Envelopes(owner: $0.owner, key: $0.key, count: 1, names: ["file \($0.path)"]) }
        for group in envelopes + inFiles {
            guard let versions = versions(of: group.owner) else { continue }
            guard let key = versions.first(where: { $0.identifier == group.key }) else {
                findings.append(
                    Finding(
                        "secrets", .failure,
                        "\(secrets(group.count)) of \(name(group.owner)) \(group.count == 1 ? "needs" : "need") key \(group.key), which its file has not\(group.list)",
                        hint:
                            "An older key file was put back: restore the newest backup of the key store. \(giveUp(group.owner))"
                    ))
                continue
            }
            switch key.state {
            case .primary: whole += group.count
            case .decryptOnly:
                whole += group.count
                older.secrets += group.count
                older.owners.insert(group.owner)
            case .disabled:
                findings.append(
                    Finding(
                        "secrets", .failure,
                        "\(secrets(group.count)) of \(name(group.owner)) \(group.count == 1 ? "needs" : "need") disabled version \(key.version) of its key\(group.list)",
                        hint: "Run 'socle secret rewrap \(argument(group.owner)) --minimum-version \(key.version)'."))
            case .destroyed:
                // After a shredding that is what was wanted.
                if versions.allSatisfy({ $0.state == .destroyed }) || isShredded(group.owner, key) { continue }
                findings.append(
                    Finding(
                        "secrets", .failure,
                        "\(secrets(group.count)) of \(name(group.owner)) \(group.count == 1 ? "needs" : "need") destroyed version \(key.version) of its key\(group.list)",
                        hint:
                            "Nothing opens them; a backup of the key store from before may. \(giveUp(group.owner))"))
            }
        }
        let summary = Finding("secrets", .ok, "\(secrets(whole)) under keys that open")
        let taken =
            older.secrets == 0
            ? []
            : [
                Finding(
                    "older keys", .warning,
                    "\(secrets(older.secrets)) of \(owners(older.owners.count)) \(older.secrets == 1 ? "hangs" : "hang") on older keys",
                    hint: "Run 'socle secret rewrap --all'.")
            ]
        return [summary] + findings + taken
    }

    // MARK: Shreddings

    func isShredded(_ owner: UUID, _ key: KeyVersion) -> Bool {
        record.shreddings[owner].map { key.createdAt <= $0 } ?? false
    }

    private var shreddingFindings: [Finding] {
        sorted(record.shreddings.keys).flatMap { owner -> [Finding] in
            let back = (versions(of: owner) ?? []).filter { $0.state != .destroyed && isShredded(owner, $0) }
            if !back.isEmpty {
                return [
                    Finding(
                        "shredding", .failure, "\(name(owner)) was shredded, and \(back.count) of its keys are back",
                        hint: "A backup of the key store brought them: shred the tenant again.")
                ]
            }
            let lost = envelopes.filter { group in
                group.owner == owner
                    && (versions(of: owner) ?? []).contains {
                        $0.identifier == group.key && $0.state == .destroyed
                    }
            }.map(\.count).reduce(0, +)
            return [Finding("shredding", .ok, "\(name(owner)) was shredded; nothing opens \(secrets(lost))")]
        }
    }

    // MARK: Use, backups, passwords

    private var useFindings: [Finding] {
        let keys = keys.keys.flatMap { owner in (versions(of: owner) ?? []).map { (owner, $0) } }
        let near = keys.filter { $0.1.state == .primary && $0.1.uses >= KeyVersion.useLimit / 5 * 4 }
            .sorted { name($0.0) < name($1.0) }
            .map { owner, key in
                Finding(
                    "use of keys", .warning,
                    "version \(key.version) of \(name(owner)) has sealed \(key.uses) times of \(KeyVersion.useLimit)",
                    hint: "It gives way by itself at the limit; 'socle secret rotate \(argument(owner)) --keys' now.")
            }
        let most = keys.map { $0.1.uses }.max() ?? 0
        return near.isEmpty ? [Finding("use of keys", .ok, "at most \(most) times of \(KeyVersion.useLimit)")] : near
    }

    private var clockFindings: [Finding] {
        sorted(keys.keys).flatMap { owner in
            (versions(of: owner) ?? []).filter { $0.createdAt > now && $0.state != .destroyed }.map { key in
                Finding(
                    "clock", .warning,
                    "version \(key.version) of \(name(owner)) was made at \(key.createdAt.formatted(.iso8601)), which is still to come",
                    hint:
                        "If the clock is right now, exchange the key: 'socle secret rotate \(argument(owner)) --keys'.")
            }
        }
    }

    private var backupFindings: [Finding] {
        let hint = "Run 'socle secret backup FILE', and keep it apart from the backups of the databases."
        let newest = keys.keys.compactMap { versions(of: $0)?.last?.createdAt }.max()
        guard let last = record.backups.last else {
            return [Finding("backup", .warning, "the key store was never backed up", hint: hint)]
        }
        let made = "the last was made at \(last.formatted(.iso8601))"
        if let newest, newest > last {
            return [Finding("backup", .warning, "\(made), before the newest key", hint: hint)]
        }
        return [Finding("backup", .ok, made)]
    }

    private var passwordFindings: [Finding] {
        if strangePasswords.isEmpty {
            return [Finding("passwords", .ok, "the server has those that the vault gave it")]
        }
        return strangePasswords.map { strange in
            let (fact, hint) =
                switch strange.kind {
                case .changed: ("was given another password by hand", "Run 'socle tenant apply'.")
                case .missing: ("is gone, or has no password", "Run 'socle tenant apply'.")
                case .otherVersion:
                    ("has another password than the vault holds", "Rotate it: 'socle secret rotate TENANT --logins'.")
                }
            return Finding("passwords", .failure, "login '\(strange.login)' \(fact)", hint: hint)
        }
    }

    // MARK: Words

    private func sorted(_ owners: some Sequence<UUID>) -> [UUID] {
        Set(owners).sorted { name($0) < name($1) }
    }

    private func giveUp(_ owner: UUID) -> String {
        let command =
            owner == Platform.tenantID
            ? "socle secret remove KIND/NAME --platform" : "socle secret remove \(argument(owner)) KIND/NAME"
        return "Or give them up with '\(command) --version N'."
    }

    private func secrets(_ count: Int) -> String { count == 1 ? "1 secret version" : "\(count) secret versions" }
    private func owners(_ count: Int) -> String { count == 1 ? "1 owner" : "\(count) owners" }
}
