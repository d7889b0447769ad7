import FoundationEssentials
import Postgres
import Settings
import Tenancy
package import Vocabulary

/// What was found on one question about one server.
package struct ServerFinding: Sendable {
    package let server: ServerName
    package let finding: Finding
}

extension Installation {
    /// Holds registered servers against what tenants need of them, and against what is promised.
    ///
    /// Nothing is changed, and a server that is gone is a finding too.
    ///
    /// - Parameter name: the server; every one when nil.
    /// - Throws: when the base cannot be reached, or does not know the server.
    package func checkServers(_ name: ServerName? = nil) throws -> [ServerFinding] {
        let base = try connectMigratedBase()
        if let name { _ = try RegisteredServer.find(name, in: base) }
        let installation = try installationID(in: base)
        return try serverOverviews().filter { name == nil || $0.server.name == name }.flatMap { overview in
            try findings(on: overview, installation).map { ServerFinding(server: overview.server.name, finding: $0) }
        }
    }

    private func findings(on overview: ServerOverview, _ installation: UUID) throws -> [Finding] {
        guard let facts = overview.facts else {
            return [
                Finding(
                    "server", .failure, overview.failure?.message ?? "not reached",
                    hint: overview.failure?.hint ?? "\(counted(overview.tenants, "tenant lies", "tenants lie")) there.")
            ]
        }
        let server = overview.server
        guard facts.isSuperuser else {
            return [Finding("server", .failure, "the provisioner is no superuser there")]
        }
        let isLocal = try server.address.map { try ServerAddress($0).isLocal } ?? true
        var findings = facts.findings(isLocal: isLocal, isBase: server.name == .base)
        if server.name != .base { findings.append(markFinding(facts, server.name, installation)) }
        findings.append(Self.capacityFinding(overview.capacity, environment: settings.environment))
        findings.append(Self.regionFinding(server))
        findings += try hostAccessFindings(on: server, facts)
        return findings
    }

    private func markFinding(_ facts: ServerFacts, _ server: ServerName, _ installation: UUID) -> Finding {
        let wanted = ClusterMark(installation: installation, environment: settings.environment, server: server)
        if facts.mark == wanted.comment { return Finding("mark", .ok, "of this installation") }
        return Finding(
            "mark", .failure,
            facts.mark.map { "of another: \(quoted($0))" } ?? "none: is this the cluster that was registered?",
            hint: "Look where the address leads; 'socle server add \(server)' marks it anew.")
    }

    static func capacityFinding(_ capacity: ServerCapacity, environment: DeploymentEnvironment) -> Finding {
        let shortages = capacity.shortages()
        if shortages.isEmpty {
            let left = ServerCapacity.Resource.allCases.compactMap { resource in
                capacity.available(resource).map { resource.amount($0) }
            }
            return Finding("capacity", .ok, "left to promise: \(left.joined(separator: ", "))")
        }
        return Finding(
            "capacity", environment == .development ? .warning : .failure,
            shortages.map {
                "\($0.resource.amount($0.promised)) promised of \($0.resource.amount($0.limit))"
            }.joined(separator: ", "),
            hint: "Move tenants elsewhere, give them less, or raise the overcommit knowingly.")
    }

    private static func regionFinding(_ server: RegisteredServer) -> Finding {
        server.region.map { Finding("region", .ok, $0) }
            ?? Finding(
                "region", .warning, "not declared, so that residency cannot be told",
                hint: "Declare it with 'socle server add \(server.name) --region'.")
    }

    /// Whether the rules of tenants are in force, and from where the platform comes.
    private func hostAccessFindings(on server: RegisteredServer, _ facts: ServerFacts) throws -> [Finding] {
        let state = try hostAccessState(connectCluster(server.name))
        let subject = "rules of tenants"
        var findings: [Finding] = []
        if state.isPending {
            findings.append(
                Finding(
                    subject, .failure, "pg_hba.conf was written and not loaded",
                    hint: "Apply any tenant that lies there again."))
        }
        if !state.file.isInPlace {
            findings.append(
                Finding(
                    subject, .failure, "other rules of pg_hba.conf stand before them",
                    hint: "Apply the tenants that lie there again."))
        }
        let foreign = state.file.lines.filter { HostAccessRule(line: $0) == nil }
        findings += foreign.map {
            Finding(
                subject, .failure, "somebody wrote between them: \(quoted($0))",
                hint: "Apply the tenants that lie there again.")
        }
        let known = try RegisteredTenant.all(in: connectProvisioner()).filter { $0.place.server == server.name }
        let gone = Set(state.file.block.rulesByTenant.keys).subtracting(known.map(\.identifier.text)).sorted()
        if !gone.isEmpty {
            findings.append(
                Finding(
                    subject, .warning, "of who does not lie there: \(gone.joined(separator: ", "))",
                    hint: "Nobody logs in by them; take them out of pg_hba.conf by hand."))
        }
        if state.file.block.rules.contains(where: \.needsCertificate), !facts.checksCertificates {
            findings.append(
                Finding(
                    subject, .failure, "certificates are asked for, and ssl_ca_file is not set",
                    hint: "Set it to the authority that signs those of clients."))
        }
        if let network = server.platformNetwork, let address = facts.clientAddress, NetworkRange(address) != network {
            findings.append(
                Finding(
                    subject, .warning, "the platform comes from \(address), and \(network) is let in",
                    hint: "Run 'socle server add \(server.name)', then apply the tenants that lie there."))
        }
        let count = state.file.block.rules.count
        return findings.isEmpty ? [Finding(subject, .ok, counted(count, "line"))] : findings
    }
}
