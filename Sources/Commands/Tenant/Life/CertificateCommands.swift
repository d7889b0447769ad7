import FoundationEssentials
import Operations
import Tenancy
import Vocabulary

/// `socle tenant certificate`: what proves that tenants were erased.
enum CertificateCommands {
    static let command = Command.group(
        "certificate", "See, check and close the certificates of erasures.",
        [ListCertificates.command, ShowCertificate.command, VerifyCertificate.command, CloseCertificate.command])
}

/// `socle tenant certificate list`.
struct ListCertificates: LeafCommand {
    static let command = Command("list", "List every erasure, the latest first.", make: Self.init)

    func run(in context: Context) throws -> Ending {
        try context.present(
            Listing(
                context.installation().erasures(), empty: "No tenant was erased.",
                [
                    Column("tenant") { .text($0.tenant) },
                    Column("tenant_id") { .text($0.tenantID.uuidString.lowercased()) },
                    Column("erased_at") { .text($0.first.value["erased_at"]?.text) },
                    Column("backups_end") { .text($0.backupsEnd) },
                    Column("closed_at") { .text($0.second?.value["closed_at"]?.text) },
                ]))
        return .success
    }
}

/// `socle tenant certificate show`.
struct ShowCertificate: LeafCommand {
    let tenant: String

    static let command = Command(
        "show", "Write the certificates of an erasure, byte for byte.",
        Argument("TENANT", String.self, "The short name that the tenant had, or its UUID."),
        discussion: """
            One line a stage, each signed with the key that signs the audit's checkpoints ('socle audit public-key'). \
            Keep them where the platform cannot reach.
            """,
        examples: [Example("socle tenant certificate show rennes > rennes.jsonl", "Keep the proof.")],
        make: Self.init(tenant:))

    func run(in context: Context) throws -> Ending {
        let record = try context.installation().certificates(of: tenant)
        for certificate in [record.first, record.second].compactMap({ $0 }) {
            try context.emit(certificate.line + "\n")
        }
        return .success
    }
}

/// `socle tenant certificate verify`.
struct VerifyCertificate: LeafCommand {
    let tenant: String

    static let command = Command(
        "verify", "Check signatures and links of an erasure's certificates.",
        Argument("TENANT", String.self, "The short name that the tenant had, or its UUID."),
        discussion: "Ends with 1 when one is not genuine.",
        make: Self.init(tenant:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        let record = try installation.certificates(of: tenant)
        let faults = try installation.certificateFaults(of: record)
        for fault in faults { context.note(fault, style: .bad) }
        try context.present(Card(certificate: record.second ?? record.first))
        return faults.isEmpty ? .success : .negative
    }
}

/// `socle tenant certificate close`.
struct CloseCertificate: LeafCommand {
    let tenant: String
    let attestation: String

    static let command = Command(
        "close", "Certify that no backup holds an erased tenant any more.",
        Argument("TENANT", String.self, "The short name that the tenant had, or its UUID."),
        Option(
            required: "--attestation", String.self, "How you saw that the backups are gone.", placeholder: "TEXT"),
        discussion: """
            The second stage, with a signature of its own, names the first by its hash. It is refused before the day \
            that the first one gives.
            """,
        make: Self.init(tenant:attestation:))

    func run(in context: Context) throws -> Ending {
        let record = try context.installation().closeCertificate(of: tenant, attestation: attestation)
        try context.present(Card(certificate: record.second ?? record.first))
        return .success
    }
}

extension Card {
    /// What people read of a certificate; programs get all of it.
    init(certificate: ErasureCertificate) {
        let value = certificate.value
        func text(_ name: String) -> Cell { .text(value[name]?.text) }
        func lines(_ name: String) -> Cell {
            guard case .array(let items)? = value[name] else { return .list([]) }
            let texts = items.map { item in
                item.text ?? item["fingerprint"].map {
                    "version \(item["version"] ?? .null), fingerprint \($0.text ?? "")"
                }
                    ?? "\(item["database"]?.text ?? "") up to event \(item["sequence"] ?? .null)"
            }
            return texts.isEmpty ? .list([]) : .value(.array(items), shownAs: texts.joined(separator: "\n"))
        }
        guard certificate.stage == 1 else {
            self = [
                "stage": 2.cell, "tenant": text("tenant"), "tenant_id": text("tenant_id"),
                "erased_at": text("erased_at"), "backups_end": text("backups_end"), "closed_at": text("closed_at"),
                "by": text("by"), "attestation": text("attestation"), "first_sha256": text("first_sha256"),
            ]
            return
        }
        func total(_ name: String) -> Cell { .number(value["totals"]?[name]?.integer) }
        self = [
            "stage": 1.cell, "tenant": text("tenant"), "tenant_id": text("tenant_id"), "erased_at": text("erased_at"),
            "by": text("by"), "authority": .text(value["authority"]?["kind"]?.text),
            "authority_text": .text(value["authority"]?["text"]?.text),
            "archive_removed": .text(
                value["archive"]?["is_removed"] == .bool(true) ? value["archive"]?["folder"]?.text : nil),
            "exported_to": .text(value["export"]?["folder"]?.text), "tables": total("tables"), "views": total("views"),
            "rows": total("rows"), "size": .size(ByteCount(bytes: Int64(value["totals"]?["bytes"]?.integer ?? 0))),
            "large_objects": total("large_objects"), "keys_destroyed": lines("keys"),
            "proof": .text(
                "\(value["secrets_tried_and_refused"]?.integer ?? 0) of \(value["secrets"]?.integer ?? 0) secrets tried, each refused"
            ),
            "audit_kept": lines("audit"), "files_put_away": lines("files_put_away"), "remains": lines("remains"),
            "key_store_backups_to_destroy": lines("key_store_backups"), "backups_end": text("backups_end"),
        ]
    }
}

extension Int {
    fileprivate var cell: Cell { .number(self) }
}
