import Tenancy
import Vocabulary

extension ServerFacts {
    /// Holds a cluster against what tenants need of it.
    ///
    /// - Parameters:
    ///   - isLocal: whether the way to it does not leave the machine.
    ///   - isBase: whether logins of tenants have a way of their own, that of the runtime.
    func findings(isLocal: Bool, isBase: Bool = false) -> [Finding] {
        [versionFinding, roleFinding] + way(isLocal: isLocal, isBase: isBase)
            + [extensionFinding, localeFinding, passwordFinding] + hostAccess + [statementLogFinding, doorFinding]
    }

    private var versionFinding: Finding {
        let subject = "server version"
        let text = "PostgreSQL \(versionText)"
        guard version / 10_000 >= PostgresPrograms.oldestMajor else {
            return Finding(
                subject, .failure, "\(text) is too old",
                hint: "Socle needs PostgreSQL \(PostgresPrograms.oldestMajor) or newer.")
        }
        guard let floor = SecurityFloor.minor(ofMajor: version / 10_000) else {
            return Finding(subject, .warning, "\(text), whose security floor is not known to this release")
        }
        return version % 10_000 >= floor
            ? Finding(subject, .ok, "\(text), security floor \(version / 10_000).\(floor)")
            : Finding(
                subject, .failure, "\(text) is below the security floor \(version / 10_000).\(floor)",
                hint: "Upgrade it: older releases have faults that any SQL user can exploit.")
    }

    private var roleFinding: Finding {
        isInRecovery
            ? Finding("role", .failure, "a replica, which takes no changes", hint: "Give the address of the primary.")
            : Finding("role", .ok, "takes changes")
    }

    private func way(isLocal: Bool, isBase: Bool) -> [Finding] {
        let subject = "way there"
        guard let clientAddress else {
            if isBase || ["scram-sha-256", "md5", "password", "trust"].contains(localProof) {
                return [Finding(subject, .ok, "local socket")]
            }
            return [
                Finding(
                    subject, .failure,
                    "local socket, where pg_hba.conf takes no password: \(localProof.map { "it asks for '\($0)'" } ?? "no line is for all")",
                    hint:
                        "Write 'local all all scram-sha-256' into its pg_hba.conf, below a line of the provisioner's own."
                )
            ]
        }
        if isEncrypted { return [Finding(subject, .ok, "TLS from \(clientAddress)")] }
        return isLocal
            ? [Finding(subject, .ok, "loopback from \(clientAddress)")]
            : [
                Finding(
                    subject, .failure, "without TLS from \(clientAddress)",
                    hint: "Switch on ssl there, with a certificate in the server's name.")
            ]
    }

    private var extensionFinding: Finding {
        missingExtensions.isEmpty
            ? Finding("extensions", .ok, Installation.extensions.joined(separator: ", "))
            : Finding(
                "extensions", .failure, "missing: \(missingExtensions.joined(separator: ", "))",
                hint:
                    "On Debian, install postgresql-\(version / 10_000) and postgresql-\(version / 10_000)-postgis-3 there."
            )
    }

    private var localeFinding: Finding {
        hasLocale
            ? Finding("locale", .ok, "C.UTF-8")
            : Finding("locale", .failure, "the machine has no C.UTF-8", hint: "Install the locale C.UTF-8 there.")
    }

    private var passwordFinding: Finding {
        passwordEncryption == "scram-sha-256"
            ? Finding("passwords", .ok, passwordEncryption)
            : Finding(
                "passwords", .failure, "password_encryption is \(quoted(passwordEncryption))",
                hint: "Set it to scram-sha-256.")
    }

    private var hostAccess: [Finding] {
        let subject = "host access"
        var findings = hostAccessErrors.filter { !$0.contains("SSL is disabled") }.map {
            Finding(subject, .failure, "pg_hba.conf \($0)", hint: "Mend it: the server refuses to load the file.")
        }
        if !trustingLines.isEmpty {
            findings.append(
                Finding(
                    subject, .failure, "pg_hba.conf trusts without proof in \(listed(trustingLines))",
                    hint: "Replace 'trust' by 'scram-sha-256'."))
        }
        if !clearPasswordLines.isEmpty {
            findings.append(
                Finding(
                    subject, .failure, "pg_hba.conf takes passwords in the clear in \(listed(clearPasswordLines))",
                    hint: "Replace 'password' by 'scram-sha-256'."))
        }
        return findings.isEmpty ? [Finding(subject, .ok, "pg_hba.conf trusts nobody without proof")] : findings
    }

    private var statementLogFinding: Finding {
        logsStatements
            ? Finding("pgaudit", .ok, "loaded")
            : Finding(
                "pgaudit", .warning, "not loaded: statements of tenants are not logged",
                hint: "Name it in shared_preload_libraries and restart the server.")
    }

    private var doorFinding: Finding {
        openDatabases.isEmpty
            ? Finding("open databases", .ok, "none")
            : Finding(
                "open databases", .warning, "everybody may enter \(openDatabases.joined(separator: ", "))",
                hint: "Revoke all on them from PUBLIC; 'socle server add' does it for postgres and template1.")
    }

    private func listed(_ lines: [Int]) -> String {
        "\(lines.count == 1 ? "line" : "lines") \(lines.map { String($0) }.joined(separator: ", "))"
    }
}
