import Audit
import FoundationEssentials
import Glibc
import Migrations
import Postgres
import Settings
import Vault
import Vocabulary

extension Installation {
    /// Examines the installation: files, keys, servers, identities.
    ///
    /// Nothing is changed, and a question that cannot be asked is a finding too.
    package func examine() -> [Finding] {
        var findings = [
            Finding("installation root", .ok, "\(settings.root.path) (\(settings.root.origin.rawValue))"),
            Finding("environment", .ok, settings.environment.rawValue),
        ]
        findings.append(rootKeyFinding())
        do {
            let connection = try connectProvisioner()
            findings.append(versionFinding(connection.serverVersion))
            findings += try provisionerFindings(connection)
            findings += try databaseFindings(connection)
            // A server or a database that is gone is one finding, and hides no other.
            findings += finding("audit") { try auditFindings() }
            findings.append(try statementLogFinding(connection))
            findings += try guardFindings(connection)
            findings += finding("servers") { try serverFindings() }
            findings += try archiveFindings(connection)
            findings.append(runtimeFinding())
        } catch let failure as any Failure {
            findings.append(Finding("server", .failure, failure.message, hint: failure.hint))
        } catch {
            findings.append(Finding("server", .failure, "the examination ended early"))
        }
        return findings
    }

    /// What an examination finds, or why it could not be made.
    private func finding(_ subject: String, _ examine: () throws -> [Finding]) -> [Finding] {
        do {
            return try examine()
        } catch let failure as any Failure {
            return [Finding(subject, .failure, failure.message, hint: failure.hint)]
        } catch {
            return [Finding(subject, .failure, "the examination ended early")]
        }
    }

    private func rootKeyFinding() -> Finding {
        do {
            let root = try rootKey()
            _ = try KeyStore(opening: keyFolder, root: root)
            return Finding("root key", .ok, "\(root.origin), fits the key store")
        } catch let failure as any Failure {
            return Finding("root key", .failure, failure.message, hint: failure.hint)
        } catch {
            return Finding("root key", .failure, "cannot be read")
        }
    }

    private func runtimeFinding() -> Finding {
        do {
            _ = try Connection(to: runtimeParameters())
            return Finding("runtime's way", .ok, "'\(Settings.runtimeLogin)' logs in")
        } catch let failure as any Failure {
            return Finding("runtime's way", .failure, failure.message, hint: failure.hint)
        } catch {
            return Finding("runtime's way", .failure, "cannot log in")
        }
    }

    private func versionFinding(_ version: Int) -> Finding {
        let major = version / 10000
        let minor = version % 10000
        let text = "PostgreSQL \(major).\(minor)"
        guard major >= PostgresPrograms.oldestMajor else {
            return Finding(
                "server version", .failure, "\(text) is too old",
                hint: "Socle needs PostgreSQL \(PostgresPrograms.oldestMajor) or newer.")
        }
        guard let floor = SecurityFloor.minor(ofMajor: major) else {
            return Finding("server version", .warning, "\(text), whose security floor is not known to this release")
        }
        guard minor >= floor else {
            return Finding(
                "server version", .failure, "\(text) is below the security floor \(major).\(floor)",
                hint: "Upgrade it: older releases have faults that any SQL user can exploit.")
        }
        return Finding("server version", .ok, "\(text), security floor \(major).\(floor)")
    }

    private func provisionerFindings(_ connection: borrowing Connection) throws -> [Finding] {
        var findings: [Finding] = []
        let identity: (user: String, isSuperuser: Bool, address: String?, backend: Int32)? = try connection.first(
            """
            select session_user, rolsuper, host(inet_client_addr()), pg_backend_pid()
            from pg_roles where rolname = session_user
            """
        ) { row in (try row[0], try row[1], try row[2], try row[3]) }
        guard let identity else { return [] }
        if identity.isSuperuser {
            findings.append(Finding("provisioner", .ok, "'\(identity.user)' is a superuser"))
        } else {
            findings.append(
                Finding(
                    "provisioner", .warning, "'\(identity.user)' is no superuser",
                    hint: "Without one, PostGIS, event triggers, password verifiers and pg_hba.conf are not managed."))
        }
        if let address = identity.address {
            findings.append(
                Finding(
                    "provisioner's way", .warning, "connects over TCP from \(address)",
                    hint: "Reach it over the local socket by peer authentication."))
        } else {
            findings.append(Finding("provisioner's way", .ok, "local socket"))
        }
        // A pooler gives its clients a process number of its own making.
        if identity.backend != connection.processIdentifier {
            findings.append(
                Finding(
                    "pooler", .failure, "a connection pooler stands before the server",
                    hint: "Let the provisioner and the runtime connect to PostgreSQL itself."))
        } else {
            findings.append(Finding("pooler", .ok, "none"))
        }
        if identity.isSuperuser {
            let trusting: Int =
                try connection.first("select count(*) from pg_hba_file_rules where auth_method = 'trust'") { row in
                    try row[0]
                } ?? 0
            findings.append(
                trusting == 0
                    ? Finding("host access", .ok, "no line of pg_hba.conf trusts without proof")
                    : Finding(
                        "host access", .failure,
                        "\(counted(trusting, "line")) of pg_hba.conf \(trusting == 1 ? "trusts" : "trust") without proof",
                        hint: "Replace 'trust' by 'scram-sha-256'."))
        }
        return findings
    }

    /// What of the audit's triggers was switched off in any data database.
    private func auditFindings() throws -> [Finding] {
        var findings: [Finding] = []
        for place in try dataPlaces() {
            findings += finding("audit") {
                try AuditGuard.unarmed(in: connectProvisioner(to: place)).map {
                    Finding(
                        "audit", .failure, "in database '\(place)' trigger \($0)",
                        hint:
                            "Ask who switched it off, run 'socle audit verify', then 'alter table … enable always trigger'."
                    )
                }
            }
        }
        return findings.isEmpty ? [Finding("audit", .ok, "guarded by all of its triggers")] : findings
    }

    /// What is wrong with registered servers, and what of the base's own was not asked yet.
    private func serverFindings() throws -> [Finding] {
        // What the base's cluster is fit for stands in lines of its own.
        let found = try checkServers().filter {
            $0.server != .base || ["capacity", "rules of tenants"].contains($0.finding.subject)
        }
        return Dictionary(grouping: found, by: \.server).sorted { $0.key < $1.key }.flatMap { server, found in
            let faults = found.map(\.finding).filter { $0.verdict != .ok }
            let subject = "server \(server)"
            if faults.isEmpty {
                let capacity = found.first { $0.finding.subject == "capacity" }?.finding.fact
                return [Finding(subject, .ok, capacity ?? "fit for tenants")]
            }
            return faults.map { Finding(subject, $0.verdict, "\($0.subject): \($0.fact)", hint: $0.hint) }
        }
    }

    private func statementLogFinding(_ connection: borrowing Connection) throws -> Finding {
        let subject = "pgaudit"
        let pgaudit: (available: String?, installed: String?, isLoaded: Bool)? = try connection.first(
            """
            select max(default_version), max(installed_version),
                exists (select from pg_settings where name = 'pgaudit.log')
            from pg_available_extensions where name = 'pgaudit'
            """
        ) { row in (try row[0], try row[1], try row[2]) }
        switch pgaudit {
        case (_, let installed?, true)?:
            return Finding(subject, .ok, "\(installed), logs what tenants' logins change")
        case (let available?, nil, true)?:
            return Finding(
                subject, .warning, "\(available) is loaded, not added to the base",
                hint: "Run 'socle migrate apply', then 'socle tenant apply --all'.")
        case (_, .some, false)?:
            return Finding(
                subject, .failure, "added to the base, not loaded by the server: no change of structure succeeds",
                hint: "Load it again by shared_preload_libraries, or run 'socle migrate apply', which takes it away.")
        case (let available?, nil, false)?:
            return Finding(
                subject, .warning, "\(available) is installed, not loaded: statements of tenants are not logged",
                hint: settings.usesEmbeddedServer
                    ? "Run 'socle dev stop', 'socle dev start' and 'socle tenant apply --all'."
                    : "Name it in shared_preload_libraries and restart the server.")
        default:
            return Finding(
                subject, .warning, "not installed: statements of tenants are not logged",
                hint: "On Debian, install the package postgresql-15-pgaudit and restart the server.")
        }
    }

    private func databaseFindings(_ connection: borrowing Connection) throws -> [Finding] {
        var findings: [Finding] = []
        let postgis: (available: String?, installed: String?)? = try connection.first(
            "select default_version, installed_version from pg_available_extensions where name = 'postgis'"
        ) { row in (try row[0], try row[1]) }
        switch postgis {
        case nil, (nil, _)?:
            findings.append(
                Finding(
                    "PostGIS", .failure, "not installed on the server",
                    hint: "On Debian, install the package postgresql-15-postgis-3."))
        case (let available?, nil)?:
            findings.append(
                Finding("PostGIS", .warning, "\(available) is available, not added", hint: "Run 'socle migrate apply'.")
            )
        case (_, let installed?)?: findings.append(Finding("PostGIS", .ok, installed))
        }
        do {
            let plan = try MigrationPlan(
                files: migrations(for: MigrationScope.allCases).files, ledger: MigrationLedger.inspect(connection),
                programVersion: Self.programVersion)
            findings.append(
                plan.isEmpty
                    ? Finding("migrations", .ok, "all applied")
                    : Finding(
                        "migrations", .failure, "\(plan.steps.count) are not applied",
                        hint: "Run 'socle migrate apply'."))
        } catch let failure as MigrationFailure {
            findings.append(Finding("migrations", .failure, failure.message, hint: failure.hint))
        }
        let runtime: Bool? = try connection.first(
            """
            select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls
            from pg_roles where rolname = \(Settings.runtimeLogin)
            """
        ) { row in try row[0] }
        switch runtime {
        case nil:
            findings.append(
                Finding(
                    "runtime's rights", .failure, "role '\(Settings.runtimeLogin)' does not exist",
                    hint: "Run 'socle migrate apply'."))
        case true?:
            findings.append(
                Finding(
                    "runtime's rights", .failure, "'\(Settings.runtimeLogin)' has rights beyond its grants",
                    hint: "Take superuser, createrole, createdb, replication and bypassrls from it."))
        case false?: findings.append(Finding("runtime's rights", .ok, "none beyond its grants"))
        }
        return findings
    }
}
