import Cryptography
import FoundationEssentials
import Glibc
import Operations
import Postgres
import Vault

extension Benchmark {
    /// 100,000 passwords taken over to a new key of their tenant.
    static let rewrap = Benchmark(
        name: "rewrap", summary: "100,000 small secrets re-wrapped, against one UPDATE that writes as many bytes"
    ) {
        let server = try BenchmarkServer()
        let vault = try server.installation.openVault()
        let base = try server.installation.connectProvisioner()
        let tenant = UUID()
        try fill(100_000, of: tenant, vault, base)
        var ours: [Double] = []
        var peer: [Double] = []
        var memory: [Double] = []
        for _ in 0..<3 {
            try vault.keys.rotateKey(of: tenant)
            try base.execute("vacuum analyze socle.secrets")
            resetPeakMemory()
            ours.append(try seconds { try SecretStore(vault).rewrap(of: tenant, on: base) })
            memory.append(peakMemory())
            try base.execute("vacuum analyze socle.secrets")
            // 88 bytes of each envelope change, as they do in a re-wrapping.
            peer.append(
                try seconds {
                    try base.execute(
                        "update socle.secrets set envelope = overlay(envelope placing substring(envelope for 88) from 1)"
                    )
                })
        }
        return [
            Measurement(
                what: "re-wrapping 100,000 secrets, against one UPDATE", unit: .seconds, ours: median(ours),
                peer: median(peer)),
            Measurement(what: "its peak memory, the whole program", unit: .bytes, ours: memory.max() ?? 0),
        ]
    }
}

/// Seals passwords of 43 letters, as logins have them.
private func fill(_ count: Int, of tenant: UUID, _ vault: Vault, _ base: borrowing Connection) throws {
    var sealer = try vault.sealer(for: tenant, uses: count)
    for start in stride(from: 0, to: count, by: 1000) {
        let names = (start..<start + 1000).map { "login_\($0)" }
        var envelopes: [[UInt8]] = []
        for name in names {
            let label = try SecretLabel(tenant: tenant, kind: SecretLabel.loginKind, name: name, version: 1)
            envelopes.append(try sealer.seal(Vault.makePassword(), as: label))
        }
        try base.execute(
            """
            insert into socle.secrets (tenant_id, kind, name, version, envelope)
            select \(tenant), 'login', name, 1, envelope
            from unnest(\(names), \(envelopes)) as sealed (name, envelope)
            """)
    }
}
