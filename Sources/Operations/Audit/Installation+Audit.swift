package import Audit
import Cryptography
package import FoundationEssentials
import Postgres
import Settings
import Tenancy
package import Vocabulary

extension Installation {
    /// The names of the tenants, for readers, by their identity; the platform is one of them.
    package func auditOwners() throws -> [UUID: String] {
        let base = try connectMigratedBase()
        let erased = try base.query("select tenant_id, identifier from socle.erasure_certificates where stage = 1") {
            row in (try row[0] as UUID, "\(try row[1] as String) (erased)")
        }
        let registered = try RegisteredTenant.all(in: base)
        var names = Dictionary(registered.map { ($0.tenantID, $0.identifier.text) } + erased) { first, _ in first }
        names[Platform.tenantID] = "platform"
        return names
    }

    /// The events of some chains, the newest first.
    ///
    /// **Runs as** runtime.
    package func auditEvents(_ selection: ChainSelection, _ filter: AuditFilter, limit: Int) throws
        -> [(database: Identifier, event: StoredEvent)]
    {
        var filter = filter
        filter.tenantID = try owner(selection)
        var found: [(database: Identifier, event: StoredEvent)] = []
        var living: Set<AuditChain> = []
        for place in try dataPlaces() {
            let connection = try connectRuntime(to: place)
            let events = try StoredEvent.list(filter, limit: limit, in: connection)
            found += events.map { (place.database, $0) }
            living.formUnion(try AuditChain.all(in: connection, database: place.database))
        }
        found += try StoredEvent.listKept(filter, except: living, limit: limit, in: connectRuntime(to: basePlace))
        return Array(found.sorted { $0.event.occurredAt > $1.event.occurredAt }.prefix(limit))
    }

    /// What a verification found of chains, and of the checkpoints with which they were compared.
    package struct AuditVerification: Sendable {
        package let chains: [ChainVerdict]
        /// Nil when no checkpoint was at hand.
        package let anchors: AnchorVerdict?

        package var isSound: Bool { chains.allSatisfy(\.isSound) && anchors?.isSound != false }
    }

    /// Judges some chains, each by itself, and the checkpoints with which it compares them.
    ///
    /// **Runs as** runtime; the provisioner opens the key when no public key is given.
    ///
    /// - Parameters:
    ///   - anchorFiles: files of checkpoints; the one of the settings when there is none.
    ///   - publicKeyFiles: the keys that may have signed them, in PEM; those of the vault when there is none.
    package func verifyAudit(
        _ selection: ChainSelection, anchorFiles: [String], publicKeyFiles: [String]
    ) throws -> AuditVerification {
        let anchors = try verifyAnchors(anchorFiles, publicKeyFiles: publicKeyFiles)
        let hasAnchors = try !AnchorLog.last(in: connectRuntime(to: basePlace)).isEmpty
        let owner = try owner(selection)
        let renamed = try AuditChain.renamed(in: connectRuntime(to: basePlace))
        var awaited: [AuditChain: [AnchoredHead]] = [:]
        for (chain, heads) in anchors?.heads ?? [:] where owner == nil || chain.tenantID == owner {
            awaited[renamed[chain] ?? chain, default: []] += heads
        }
        var verdicts: [ChainVerdict] = []
        try forEachChain(selection, connectingBy: connectRuntime) { chain, _, connection in
            let heads = awaited.removeValue(forKey: chain) ?? (anchors == nil && hasAnchors ? nil : [])
            verdicts.append(try chain.verify(in: connection, anchors: heads))
        }
        // What was anchored and of which nothing is left, not even a head.
        for (chain, heads) in awaited.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            verdicts.append(try ChainVerifier(chain, anchors: heads).finish(head: nil))
        }
        return AuditVerification(chains: verdicts, anchors: anchors)
    }

    /// Judges files of checkpoints, and compares them with what the base remembers.
    ///
    /// - Returns: nil when there is neither a file nor a checkpoint that should be in one.
    private func verifyAnchors(_ files: [String], publicKeyFiles: [String]) throws -> AnchorVerdict? {
        let base = try connectMigratedBase()
        let remembered = try AnchorLog.all(in: base)
        var files = files
        if files.isEmpty, let file = settings[.auditAnchorFile] {
            if remembered.isEmpty, !FileManager.default.fileExists(atPath: file) { return nil }
            files = [file]
        }
        if files.isEmpty { return nil }
        let keys = try publicKeyFiles.isEmpty ? auditKeys(in: base) : publicKeyFiles.map(publicKey)
        var verifier = AnchorVerifier(keys: keys)
        for file in files {
            try AnchorFile(file).forEachLine { line, number, isWhole in
                try verifier.take(line, file: file, lineNumber: number, isWhole: isWhole)
            }
        }
        return verifier.finish(remembered: remembered)
    }

    private func publicKey(_ path: String) throws -> VerifyingKey {
        guard let data = FileManager.default.contents(atPath: path) else { throw OperationFailure.noFile(path: path) }
        guard let text = String(data: data, encoding: .utf8), let key = VerifyingKey(pem: text) else {
            throw AuditFailure.noPublicKey(path: path)
        }
        return key
    }

    /// Counts the events whose time is over, or seals them in segments and takes them away.
    ///
    /// A chain that cannot be purged keeps no other from it.
    ///
    /// **Runs as** provisioner.
    ///
    /// - Parameter done: called with each chain in which there were any.
    /// - Throws: what went wrong with some of them, when all are done.
    package func purgeAudit(_ selection: ChainSelection, isDryRun: Bool, done: (ExpiredEvents) -> Void) throws {
        var failures = FailureList()
        let holds = try LegalHold.standing(in: connectMigratedBase())
        try forEachChain(selection, connectingBy: connectProvisioner(to:)) { chain, place, connection in
            // What is kept of a database that is gone is kept as a whole.
            if chain.isKept { return }
            if !isDryRun, let held = holds[chain.tenantID] {
                // Whoever asks for everyone's is not stopped by one of them.
                if selection == .all { return }
                throw LifeFailure.underHold(what: "\(chain)", references: held)
            }
            do {
                let expired =
                    isDryRun
                    ? try ExpiredEvents.inspect(chain, in: connection)
                    : try namingHolder(in: [place]) { try ExpiredEvents.purge(chain, in: connection) }
                if expired.count > 0 { done(expired) }
            } catch let failure as any Failure {
                if connection.isLost { throw failure }
                failures.append(failure)
            }
        }
        try failures.throwIfAny()
    }

    /// Writes some chains to a new file of mode 0600, all of them or none.
    ///
    /// **Runs as** runtime.
    package func exportAudit(_ selection: ChainSelection, to path: String) throws -> [AuditExport.Count] {
        let owners = try auditOwners()
        var export = try AuditExport(to: path)
        var counts: [AuditExport.Count] = []
        try forEachChain(selection, connectingBy: connectRuntime) { chain, _, connection in
            counts.append(try export.add(chain, name: owners[chain.tenantID], from: connection))
        }
        try export.finish()
        return counts
    }

    private func forEachChain(
        _ selection: ChainSelection, connectingBy connect: (DataPlace) throws -> Connection,
        _ body: (AuditChain, DataPlace, borrowing Connection) throws -> Void
    ) throws {
        let owner = try owner(selection)
        var living: Set<AuditChain> = []
        for place in try dataPlaces() {
            let connection = try connect(place)
            for chain in try AuditChain.all(in: connection, database: place.database)
            where owner == nil || chain.tenantID == owner {
                living.insert(chain)
                try body(chain, place, connection)
            }
        }
        let base = try basePlace
        let connection = try connect(base)
        // A chain that was kept and lives again, since a tenant came back, is judged where it lives.
        for chain in try AuditChain.kept(in: connection)
        where (owner == nil || chain.tenantID == owner) && !living.contains(chain) {
            try body(chain, base, connection)
        }
    }

    /// Whose chains are selected; nil for everyone's.
    private func owner(_ selection: ChainSelection) throws -> UUID? {
        let base = try connectMigratedBase()
        switch selection {
        case .all: return nil
        case .platform: return Platform.tenantID
        case .identity(let tenantID): return tenantID
        case .tenant(let tenant): return try RegisteredTenant.find(tenant, in: base).tenantID
        }
    }
}
