import FoundationEssentials
import Postgres
import Tenancy
import Vault
import Vocabulary

extension Installation {
    /// Examines root key, key store, keys, secrets and passwords.
    ///
    /// Nothing is changed, and a question that cannot be asked is a finding too.
    ///
    /// **Cost** a fixed number of queries, whatever the number of tenants, and one reading of each key file; when it
    /// is deep, also the opening of every secret and about 2 ms for each login.
    ///
    /// - Parameter progress: told how many secrets are opened.
    package func checkSecrets(deep: Bool, progress: (Int) -> Void = { _ in }) throws -> [Finding] {
        var findings: [Finding] = []
        let vault: Vault
        do {
            let root = try rootKey()
            findings.append(Finding("root key", .ok, root.origin))
            vault = Vault(try KeyStore(opening: keyFolder, root: root))
            findings.append(Finding("key store", .ok, "\(keyFolder), private, of this root key"))
        } catch let failure as any Failure {
            let subject = findings.isEmpty ? "root key" : "key store"
            return findings + [Finding(subject, .failure, failure.message, hint: failure.hint)]
        }
        do {
            let base = try connectMigratedBase()
            let facts = try keyFacts(vault, in: base)
            findings += facts.findings
            findings += try scheduleFindings(facts, in: base)
            if deep { findings += try deepFindings(facts, vault, in: base, progress) }
        } catch let failure as any Failure {
            findings.append(Finding("base", .failure, failure.message, hint: failure.hint))
        }
        return findings
    }

    /// What the schedules of the tenants' files say of keys and logins.
    private func scheduleFindings(_ facts: KeyFacts, in base: borrowing Connection) throws -> [Finding] {
        var schedules = RotationSchedules(tenantFolder)
        let tenants = facts.owners.values.compactMap { if case .tenant(let tenant) = $0 { tenant } else { nil } }
        schedules.readAll(tenants)
        let logins = Dictionary(grouping: try AppliedLogin.all(in: base), by: \.tenantID)
        var due: (keys: Int, logins: Int) = (0, 0)
        var unknown: [String] = []
        var findings: [Finding] = []
        for (uuid, owner) in facts.owners.sorted(by: { $0.value.name < $1.value.name }) {
            do {
                let schedule = try schedules.schedule(of: owner)
                if let primary = facts.versions(of: uuid)?.last(where: { $0.state == .primary }) {
                    guard facts.now >= primary.createdAt else {
                        findings.append(
                            Finding("clock", .failure, "it stands before the making of \(owner)'s key"))
                        continue
                    }
                    if schedule.keys.isDue(after: primary.createdAt, now: facts.now) { due.keys += 1 }
                }
                guard case .tenant(let tenant) = owner else { continue }
                due.logins += try logins[uuid, default: []].count {
                    try $0.isToBeRotated(of: tenant, schedule.logins, withChannels: false)
                }
            } catch let failure as SecretFailure {
                findings.append(Finding("clock", .failure, failure.message, hint: failure.hint))
            } catch {
                unknown.append(owner.name)
            }
        }
        if !unknown.isEmpty {
            let names = unknown.prefix(3).joined(separator: ", ") + (unknown.count > 3 ? ", …" : "")
            findings.append(
                Finding(
                    "schedules", .warning,
                    "\(counted(unknown.count, "tenant has", "tenants have")) no file that can be read: \(names)",
                    hint: "'socle tenant validate' says what is wrong; without a file nothing is ever due."))
        }
        findings.append(
            due == (0, 0)
                ? Finding("rotation", .ok, "nothing is due")
                : Finding(
                    "rotation", .warning, "\(due.keys) keys and \(due.logins) passwords are due",
                    hint: "Run 'socle secret rotate --all --due'."))
        return findings
    }
}
