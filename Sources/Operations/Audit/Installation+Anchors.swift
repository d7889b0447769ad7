import Audit
package import Cryptography
import FoundationEssentials
import Glibc
import Postgres
import Settings
import Subprocess
import Vault
import Vocabulary

extension Installation {
    /// Makes a checkpoint of every data database's chains, and gives it to a file, to a command, or to both.
    ///
    /// The base keeps the line before anybody gets it, so that no number ever
    /// stands for two lines; what a crash or a failure kept from file or command
    /// is given to them by the next run. A command can thus get a line twice.
    ///
    /// **Runs as** provisioner.
    ///
    /// - Parameters:
    ///   - file: appended to; a line that was cut short is completed.
    ///   - command: a command of the shell, which gets the line on its standard input and nothing of this environment.
    /// - Throws: AUD201 to AUD205, AUD302, AUD303; nothing is made when file or clock are refused.
    package func anchorAudit(file: String?, command: String?) throws -> MadeAnchor {
        let file = (file ?? settings[.auditAnchorFile]).map { AnchorFile($0) }
        let command = command ?? settings[.auditAnchorCommand]
        guard file != nil || command != nil else { throw AuditFailure.nowhereToAnchor }
        return try withAnchorsHeld { base in
            let log = try AnchorLog.last(in: base)
            let beginsFile = try file.map { try check($0, log) } ?? false
            try requireClock(after: log.first, in: base)
            let late = log.first?.pendingLine == nil ? nil : log.first?.number
            if let line = log.first?.pendingLine, let late { try deliver(line, late, file, command, in: base) }
            // Made before the heads are read, since the making leaves an event.
            let key = try signingKey(in: base)

            let known = try AnchorLog.anchoredHeads(in: base)
            let heads = try currentHeads()
            let now = try requireClock(after: log.first, in: base)
            let anchor = AuditAnchor(
                number: (log.first?.number ?? 0) + 1, anchoredAt: now, environment: settings.environment,
                previous: log.first?.sha256 ?? AuditHead.beginning.sha256,
                heads: heads.filter { known[$0.chain]?.head != $0.head })
            let line = try anchor.line(signedBy: key)
            try AnchorLog.add(anchor, line: line, in: base)
            try deliver(line, anchor.number, file, command, in: base)
            return MadeAnchor(
                number: anchor.number, anchoredAt: now, chains: anchor.heads.count, deliveredLate: late,
                beginsFile: beginsFile && anchor.number > 1, retreats: AnchorLog.Retreat.all(from: known, to: heads))
        }
    }

    /// The public half of the key that signs checkpoints; the key is made when there is none.
    ///
    /// **Runs as** provisioner.
    package func auditPublicKey() throws -> VerifyingKey {
        try withAnchorsHeld { base in try signingKey(in: base).verifyingKey }
    }

    /// The name under which the key that signs checkpoints lies among the platform's secrets.
    private static let signingKeyName = (kind: "signing_key", name: "audit")

    /// Keeps other runs from making checkpoints while the closure works on the base.
    private func withAnchorsHeld<Result>(_ body: (borrowing Connection) throws -> Result) throws -> Result {
        let base = try connectMigratedBase()
        return try namingHolder(in: [basePlace]) {
            // Its transaction stays open while those on the other connection are committed.
            try connectProvisioner().transaction { holder in
                try holder.execute("select from socle.installation for update")
                return try body(base)
            }
        }
    }

    /// The key that signs, which is made at its first use.
    func signingKey(in base: borrowing Connection) throws -> SigningKey {
        let store = SecretStore(try openVault())
        let (kind, name) = Self.signingKeyName
        if let seed = try store.get(kind: kind, name: name, of: Platform.tenantID, on: base) {
            return try SigningKey(seed: seed)
        }
        let key = try SigningKey()
        try base.transaction { base in
            let version = try store.set(key.seed, kind: kind, name: name, of: Platform.tenantID, on: base)
            try AuditTrail.append(
                AuditEvent(
                    tenantID: Platform.tenantID, action: "secret.set", object: "\(kind)/\(name)",
                    detail: ["version": JSON(version)]),
                in: base)
        }
        return key
    }

    /// The public halves of all versions of the key that signs, the newest first; none when there is none.
    func auditKeys(in base: borrowing Connection) throws -> [VerifyingKey] {
        let store = SecretStore(try openVault())
        let (kind, name) = Self.signingKeyName
        // A key file that cannot be read fails at the opening below.
        let entry = try store.list(of: Platform.tenantID, on: base, unreadable: { _ in })
            .first { $0.kind == kind && $0.name == name }
        var keys: [VerifyingKey] = []
        for version in (1...max(1, entry?.version ?? 1)).reversed() {
            guard
                let seed = try store.get(
                    kind: kind, name: name, version: version, of: Platform.tenantID, on: base)
            else { continue }
            keys.append(try SigningKey(seed: seed).verifyingKey)
        }
        return keys
    }

    /// Refuses a file that does not end with the last checkpoint, or with what a crash left of it.
    ///
    /// - Returns: whether nothing stands in it yet.
    private func check(_ file: AnchorFile, _ log: [AnchorLog.Entry]) throws -> Bool {
        let ending = try file.ending()
        if ending.isEmpty { return true }
        let hash = try ending.line.map { try SHA256.hash($0) }
        guard let last = log.first else { throw AuditFailure.otherAnchorFile(path: file.path, number: 0) }
        if hash == last.sha256, ending.rest.isEmpty { return false }
        if let pending = last.pendingLine, Array(pending.utf8).starts(with: ending.rest) {
            // Behind the line before it, or in a file that begins with it.
            if ending.line == nil || hash == log.dropFirst().first?.sha256 { return false }
        }
        throw AuditFailure.otherAnchorFile(path: file.path, number: last.number)
    }

    /// - Returns: the base's time in microseconds since 1970-01-01 UTC.
    @discardableResult
    private func requireClock(after last: AnchorLog.Entry?, in base: borrowing Connection) throws -> Int64 {
        let now: Int64 =
            try base.first("select (extract(epoch from clock_timestamp()) * 1000000)::bigint") { row in
                try row[0]
            } ?? 0
        if let last, now <= last.anchoredAt {
            throw AuditFailure.clockBehindAnchor(number: last.number, anchoredAt: last.anchoredAt, now: now)
        }
        return now
    }

    /// The heads of all chains, by database and tenant.
    private func currentHeads() throws -> [(chain: AuditChain, head: AuditHead)] {
        var heads: [(chain: AuditChain, head: AuditHead)] = []
        for place in try dataPlaces() {
            let connection = try connectProvisioner(to: place)
            try requireRelease(connection, of: place)
            heads += try AuditHead.all(in: connection, database: place.database)
        }
        let base = try connectProvisioner()
        // A chain that was kept and lives again, since a tenant came back, ends where it lives.
        let living = Set(heads.map(\.chain))
        for chain in try AuditChain.kept(in: base) where !living.contains(chain) {
            if let head = try chain.head(in: base) { heads.append((chain, head)) }
        }
        return heads
    }

    /// Gives a line to file and command, and then forgets it.
    private func deliver(
        _ line: String, _ number: Int, _ file: AnchorFile?, _ command: String?, in base: borrowing Connection
    ) throws {
        let bytes = Array(line.utf8)
        if let file {
            let ending = try file.ending()
            if ending.line != bytes || !ending.rest.isEmpty {
                // After a crash only what is missing of the line is added: the file may be one that nobody can cut.
                try file.append(Array(bytes.dropFirst(ending.rest.count)) + [UInt8(ascii: "\n")])
            }
        }
        if let command { try run(command, on: bytes + [UInt8(ascii: "\n")]) }
        try AnchorLog.markDelivered(number, in: base)
    }

    private func run(_ command: String, on input: [UInt8]) throws {
        var process = Subprocess(
            "/usr/bin/timeout", ["--kill-after=5", "60", "/bin/sh", "-c", command])
        process.input = input
        process.environment["PATH"] = "/usr/local/bin:/usr/bin:/bin"
        // Where ssh and mail programs look for what is theirs.
        if let home = getenv("HOME") { process.environment["HOME"] = String(cString: home) }
        let outcome = try process.run()
        guard outcome.exitCode == 0 else {
            throw AuditFailure.anchorCommand(exitCode: outcome.exitCode, said: outcome.errorOutput)
        }
    }
}
