import Audit
package import Cryptography
import FoundationEssentials
import Postgres
import Settings
import Tenancy
import Vault
import Vocabulary

extension Installation {
    /// Registers a cluster, or changes what is registered of it, once it was found fit for tenants.
    ///
    /// The cluster gets a mark, so that no other installation and no other
    /// environment takes it, and what initdb leaves open to everybody is
    /// closed. All of it can be repeated.
    ///
    /// **Runs as** provisioner, there and in the base.
    ///
    /// - Parameter password: of the provisioner there; nil to leave that as it is, or for a socket by peer.
    /// - Returns: what was found, without a fault.
    /// - Throws: ``RegistrationFailure`` or ``ConnectionFailure``; nothing is registered then.
    package func addServer(_ registration: ServerRegistration, password: borrowing SecretBytes?) throws -> [Finding] {
        let base = try connectMigratedBase()
        let known = try RegisteredServer.all(in: base).first { $0.name == registration.name }
        let merged = try registration.merged(into: known)
        guard let text = merged.address else {
            try record(merged, password: nil, isNew: false, in: base)
            return [Finding("server", .ok, "the base's own")]
        }
        let address = try ServerAddress(text)
        var parameters = try parameters(of: merged)
        parameters.password = try revealed(password) ?? keptPassword(of: merged.name, in: base)
        let cluster = try Connection(to: platformSession(parameters))
        let facts = try ServerFacts.inspect(cluster)
        guard facts.isSuperuser else { throw RegistrationFailure.notSuperuser(merged.name, user: address.user) }
        let mark = try ClusterMark(
            installation: installationID(in: base), environment: settings.environment, server: merged.name)
        try requireFree(facts, for: mark, known: known, in: base)
        let faults = facts.findings(isLocal: address.isLocal).filter { $0.verdict == .failure }
        if !faults.isEmpty { throw RegistrationFailure.unfit(merged.name, faults) }

        try mark.put(on: cluster)
        for database in ["postgres", "template1"] {
            try cluster.execute("revoke all on database \(identifier: Identifier(database)) from public")
        }
        let reached = RegisteredServer(
            name: merged.name, address: merged.address, region: merged.region, overcommit: merged.overcommit,
            caCertificate: merged.caCertificate, platformNetwork: facts.clientAddress.flatMap { NetworkRange($0) })
        try record(reached, password: password, isNew: known == nil, in: base)
        return try ServerFacts.inspect(cluster).findings(isLocal: address.isLocal)
    }

    /// Which installation this is, as the mark of a cluster tells it.
    func installationID(in base: borrowing Connection) throws -> UUID {
        let id: UUID? = try base.first("select installation_id from socle.installation") { row in try row[0] }
        guard let id else { throw RegistrationFailure.noInstallation }
        return id
    }

    private func revealed(_ password: borrowing SecretBytes?) throws -> String? {
        switch password {
        case .some(let password): try password.revealedText()
        case .none: nil
        }
    }

    private func keptPassword(of server: ServerName, in base: borrowing Connection) throws -> String? {
        let kept = try SecretStore(openVault()).get(
            kind: SecretLabel.serverKind, name: server.text, of: Platform.tenantID, on: base)
        return try revealed(kept)
    }

    /// Refuses a cluster that is the base's, or that somebody else has, or another than that in which tenants lie.
    private func requireFree(
        _ facts: ServerFacts, for mark: ClusterMark, known: RegisteredServer?, in base: borrowing Connection
    ) throws {
        let own: String? = try base.first("select system_identifier::text from pg_control_system()") { row in
            try row[0]
        }
        if own == facts.systemIdentifier { throw RegistrationFailure.isTheBaseCluster(mark.server) }
        let present = facts.mark.flatMap { ClusterMark(comment: $0) }
        if let present, present.installation != mark.installation || present.environment != mark.environment {
            throw RegistrationFailure.marked(mark.server, by: facts.mark ?? "")
        }
        // A run that was cut short leaves a mark with a name that nobody has.
        if let present, present.server != mark.server,
            try RegisteredServer.all(in: base).contains(where: { $0.name == present.server })
        {
            throw RegistrationFailure.marked(mark.server, by: "as '\(present.server)'")
        }
        if known != nil, present?.server != mark.server, try count(on: mark.server, in: base).tenants > 0 {
            throw RegistrationFailure.otherCluster(mark.server)
        }
    }

    private func record(
        _ server: RegisteredServer, password: borrowing SecretBytes?, isNew: Bool, in base: borrowing Connection
    ) throws {
        let store = SecretStore(try openVault())
        try base.transaction { base in
            try base.execute(
                """
                insert into socle.servers (name, address, region, overcommit, ca_certificate, platform_network)
                values (\(server.name), \(orNull: server.address), \(orNull: server.region), \(server.overcommit),
                    \(orNull: server.caCertificate), \(orNull: server.platformNetwork?.description))
                on conflict (name) do update set
                    address = excluded.address, region = excluded.region, overcommit = excluded.overcommit,
                    ca_certificate = excluded.ca_certificate, platform_network = excluded.platform_network
                """)
            switch password {
            case .some(let password):
                try store.set(
                    password, kind: SecretLabel.serverKind, name: server.name.text, of: Platform.tenantID, on: base)
            case .none: break
            }
            try AuditTrail.append(
                AuditEvent(
                    tenantID: Platform.tenantID, action: isNew ? "server.added" : "server.changed",
                    object: server.name.text,
                    detail: [
                        "address": JSON(server.address), "region": JSON(server.region),
                        "overcommit": .number("\(server.overcommit)"),
                    ]),
                in: base)
        }
    }

    /// How many tenants lie in a server that were not erased, and the first of them.
    func count(on server: ServerName, in base: borrowing Connection) throws -> (tenants: Int, first: String?) {
        try base.first(
            "select count(*), min(identifier) from socle.registry where server = \(server) and state <> 'erased'"
        ) { row in (try row[0], try row[1]) } ?? (0, nil)
    }
}
