/// What keeps others away from a tenant's data, by its tier and file.
package struct TenantSecurity: Hashable, Sendable {
    /// How exports, backups and declared columns are sealed; secrets are always.
    package struct Encryption: Hashable, Sendable {
        package enum Algorithm: String, CaseIterable, Codable, Sendable {
            case aes256GCM = "AES-256-GCM"
        }

        package let isEnabled: Bool
        package let algorithm: Algorithm
        /// Whether the key that wraps the tenant's key must lie in a hardware token.
        package let requiresHSM: Bool

        package init(isEnabled: Bool = false, algorithm: Algorithm = .aes256GCM, requiresHSM: Bool = false) {
            self.isEnabled = isEnabled
            self.algorithm = algorithm
            self.requiresHSM = requiresHSM
        }
    }

    /// From where the tenant's logins may come.
    package struct Network: Hashable, Sendable {
        package let isIsolated: Bool
        /// Networks as PostgreSQL writes them, `10.0.0.0/8`; none means from everywhere.
        package let allowedIPs: [String]

        package init(isIsolated: Bool = false, allowedIPs: [String] = []) {
            self.isIsolated = isIsolated
            self.allowedIPs = allowedIPs
        }
    }

    /// How connections are protected.
    package struct TLS: Hashable, Sendable {
        /// Whose certificate protects a connection, from the least to the strictest.
        package enum CertificateType: String, CaseIterable, Codable, Sendable {
            case basic, standard, enterprise
        }

        /// Whether a connection without TLS is refused; where not, TLS is a client's choice.
        package let isRequired: Bool
        /// Whether a client must show a certificate of its own.
        package let isMutual: Bool
        package let certificateType: CertificateType

        package init(isRequired: Bool = false, isMutual: Bool = false, certificateType: CertificateType = .basic) {
            self.isRequired = isRequired
            self.isMutual = isMutual
            self.certificateType = certificateType
        }
    }

    package let encryption: Encryption
    package let network: Network
    package let tls: TLS
    /// Whether nothing of the tier's security may be left out, in whatever environment.
    package let allFeatures: Bool

    package init(
        encryption: Encryption = .init(), network: Network = .init(), tls: TLS = .init(), allFeatures: Bool = false
    ) {
        self.encryption = encryption
        self.network = network
        self.tls = tls
        self.allFeatures = allFeatures
    }
}
