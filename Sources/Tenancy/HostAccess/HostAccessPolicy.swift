package import Vocabulary

/// From where and how the logins of a tenant may come in over the network.
package struct HostAccessPolicy: Hashable, Codable, Sendable {
    /// The networks from which they may come; everywhere when there is none.
    package let networks: [NetworkRange]
    /// Whether nothing but TLS is let in.
    package let requiresTLS: Bool
    /// Whether a certificate in the login's name is asked for beside the password.
    package let requiresCertificate: Bool

    package init(networks: [NetworkRange] = [], requiresTLS: Bool = false, requiresCertificate: Bool = false) {
        self.networks = Set(networks).sorted()
        self.requiresTLS = requiresTLS || requiresCertificate
        self.requiresCertificate = requiresCertificate
    }

    /// What a tenant's file asks for.
    ///
    /// A text that is no network was refused when the file was read; that nothing but such texts
    /// stand there must not mean that everybody may come.
    package init(_ security: TenantSecurity) {
        let allowed = security.network.allowedIPs
        let networks = allowed.compactMap { NetworkRange($0) }
        let nowhere = [NetworkRange("255.255.255.255")].compactMap { $0 }
        self.init(
            networks: networks.isEmpty && !allowed.isEmpty ? nowhere : networks,
            requiresTLS: security.tls.isRequired, requiresCertificate: security.tls.isMutual)
    }

    private enum CodingKeys: String, CodingKey {
        case networks
        case requiresTLS = "requires_tls"
        case requiresCertificate = "requires_certificate"
    }

    /// The policy as the registry keeps it.
    package var json: JSON {
        [
            "networks": .array(networks.map { .string($0.description) }), "requires_tls": .bool(requiresTLS),
            "requires_certificate": .bool(requiresCertificate),
        ]
    }

    /// Whether there is a rule for it at all.
    package var isGuarded: Bool { self != .open }

    /// No rule beyond those that the server has for everybody.
    package static let open = HostAccessPolicy()

    /// Groups of the platform of which each login is a member, so that a few lines hold for all tenants.
    package var groups: Set<Identifier> {
        if requiresCertificate { return [PlatformRoles.guarded, PlatformRoles.certificate] }
        if requiresTLS { return [PlatformRoles.guarded, PlatformRoles.tls] }
        return networks.isEmpty ? [] : [PlatformRoles.guarded]
    }

    /// The lines that only this tenant needs; a tenant without networks needs none.
    ///
    /// - Parameter hasTLS: whether the server speaks TLS at all; without it nobody comes in who needs it.
    package func rules(for logins: [Identifier], hasTLS: Bool) -> [HostAccessRule] {
        if networks.isEmpty || logins.isEmpty { return [] }
        let subject = HostAccessRule.Subject.logins(logins)
        let open: [HostAccessRule] =
            requiresTLS && !hasTLS
            ? []
            : networks.map {
                HostAccessRule(
                    requiresTLS ? .tls : .any, subject, from: $0,
                    requiresCertificate ? .passwordAndCertificate : .password)
            }
        return open + [HostAccessRule(.any, subject, from: nil, .reject)]
    }
}

extension PlatformRoles {
    /// Group of the logins for which pg_hba.conf has rules.
    package static let guarded = Identifier(derived: "socle_guarded")
    /// Group of the logins that come over the network by TLS only.
    package static let tls = Identifier(derived: "socle_tls")
    /// Group of the logins that come over the network by TLS with a certificate of their own only.
    package static let certificate = Identifier(derived: "socle_certificate")
}
