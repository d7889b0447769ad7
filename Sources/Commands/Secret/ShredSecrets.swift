import FoundationEssentials
import Operations
import Vault
import Vocabulary

/// `socle secret shred`: ends a tenant's secrets for good.
struct ShredSecrets: LeafCommand {
    let tenant: TenantIdentifier
    let confirmation: TenantIdentifier

    static let command = Command(
        "shred", "Destroy a tenant's keys, so that nothing opens its secrets any more.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        Option(
            required: "--confirm", TenantIdentifier.self, "The tenant once more: nobody brings the keys back.",
            placeholder: "TENANT"),
        discussion: """
            The certificate names the keys by their fingerprints, and what a shredding does not reach. Nothing is \
            sealed for the tenant afterwards, until 'socle secret rotate TENANT' gives it a new key on purpose.
            """,
        examples: [Example("socle secret shred rennes --confirm rennes", "End a tenant that leaves.")],
        make: Self.init(tenant:confirmation:))

    func run(in context: Context) throws -> Ending {
        guard tenant == confirmation else { throw SecretFailure.notConfirmed(tenant, confirmation) }
        let certificate = try context.installation().shred(tenant)
        try context.present(Card(certificate))
        return .success
    }
}

extension Card {
    /// What an auditor keeps of a shredding.
    fileprivate init(_ certificate: ShreddingCertificate) {
        self = [
            "tenant": .text(certificate.tenant.text),
            "tenant_id": .text(certificate.tenantID.uuidString.lowercased()),
            "shredded_at": .time(certificate.shreddedAt),
            "keys_destroyed": .lines(
                certificate.keys.filter { $0.state == .destroyed }.map {
                    "version \($0.version), fingerprint \($0.identifier)"
                }),
            "secrets_unreadable": .number(certificate.secretCount),
            "proof": .text("\(certificate.triedCount) of them tried, each refused"),
            "audit_event": .number(certificate.auditSequence),
            "not_shredded": .lines([
                "rows of the tenant's tables, which are not sealed",
                "sealed bytes in the database's pages, its log (WAL) and its backups, which nothing opens any more",
                "what PostgreSQL keeps of its logins' passwords, and what people know of them",
                "blocks that a disk may keep of files that were overwritten",
            ]),
            "key_store_backups_to_destroy": .lines(
                certificate.keyStoreBackups.map { "made at \($0.formatted(.iso8601))" }),
        ]
    }
}

extension Cell {
    /// Several texts, each on a line of its own.
    fileprivate static func lines(_ texts: [String]) -> Cell {
        texts.isEmpty ? .list([]) : .value(.array(texts.map(JSON.string)), shownAs: texts.joined(separator: "\n"))
    }
}
