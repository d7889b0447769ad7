extension ConfigurationSchema {
    static let access: [SchemaEntry] = [
        .section(
            "access_control",
            [
                .key(
                    ConfigurationKey(
                        "admin_users",
                        .list(
                            .record([
                                .init("username", .line, isRequired: true), .init("email", .line),
                                .init("roles", .list(.line), isRequired: true), .init("mfa_required", .flag),
                            ])), "People who run the tenant, with their roles.")),
                .key(
                    ConfigurationKey(
                        "service_accounts",
                        .list(
                            .record([
                                .init("username", .line, isRequired: true),
                                .init("roles", .list(.line), isRequired: true),
                            ])), "Programs that work for the tenant, with their roles.")),
            ])
    ]

    static let security: [SchemaEntry] = [
        .section(
            "security",
            [
                .section(
                    "encryption",
                    [
                        .key(
                            ConfigurationKey(
                                "enabled", .flag, "Whether exports, backups and declared columns are sealed."
                            )
                            .tightens(.whenTrue).enforced("backups are always sealed with the tenant's key")),
                        .key(
                            ConfigurationKey(
                                "algorithm", .choice(of: TenantSecurity.Encryption.Algorithm.self),
                                "How they are sealed."
                            ).enforced("the only one there is")),
                        rotation("key_rotation", "How often the tenant's key is exchanged."),
                        .key(
                            ConfigurationKey("hsm", .flag, "Whether the root key must lie in a hardware token.")
                                .tightens(.whenTrue)),
                    ]),
                rotation("login_rotation", "How often the passwords of its logins are exchanged."),
                .section(
                    "network",
                    [
                        .key(
                            ConfigurationKey("vpc_isolation", .flag, "Whether a network of its own is asked for.")
                                .tightens(.whenTrue)),
                        .key(
                            ConfigurationKey(
                                "allowed_ips", .list(.text(.network)),
                                "Networks from which its logins may come; none means from everywhere."
                            )
                            .tightens(.narrower).enforced("pg_hba lines of its logins")),
                    ]),
                .section(
                    "ssl",
                    [
                        .key(
                            ConfigurationKey("enabled", .flag, "Whether a connection without TLS is refused.")
                                .tightens(.whenTrue).enforced("pg_hba lines of its logins")),
                        .key(
                            ConfigurationKey(
                                "cert_type", .choice(of: TenantSecurity.TLS.CertificateType.self),
                                "Whose certificate protects a connection."
                            ).tightens(.later(TenantSecurity.TLS.CertificateType.allCases.map(\.rawValue)))),
                        .key(
                            ConfigurationKey("mutual_tls", .flag, "Whether a client must show a certificate too.")
                                .tightens(.whenTrue).enforced("pg_hba lines of its logins")),
                    ]),
                .key(
                    ConfigurationKey(
                        "all_features", .flag,
                        "Whether nothing of the tier's security may be left out, in whatever environment."
                    )
                    .tightens(.whenTrue).enforced("a file that loosens it is refused")),
            ])
    ]

    private static func rotation(_ name: String, _ meaning: String) -> SchemaEntry {
        .key(
            ConfigurationKey(name, .choice(of: RotationSchedule.self), meaning).required
                .tightens(.later(RotationSchedule.allCases.map(\.rawValue)))
                .enforced("'socle secret rotate --all --due'"))
    }
}
