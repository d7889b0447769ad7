import Audit
import Cryptography
package import FoundationEssentials
import Postgres
import Settings
package import Tenancy
import Vocabulary

/// The certificates of one erasure.
package struct ErasureRecord: Sendable {
    package let tenantID: UUID
    /// The short name that the tenant had.
    package let tenant: String
    package let first: ErasureCertificate
    /// Nil while backups may still hold the data.
    package let second: ErasureCertificate?

    /// When the tenant was erased.
    package var erasedAt: String { first.value["erased_at"]?.text ?? "" }

    /// The day until which backups hold the data.
    package var backupsEnd: String { first.value["backups_end"]?.text ?? "" }
}

extension Installation {
    /// Every erasure, the latest first.
    package func erasures() throws -> [ErasureRecord] {
        try erasures(where: "true", in: connectMigratedBase())
    }

    /// The latest erasure of a tenant, by its former short name or its UUID.
    ///
    /// - Throws: ``LifeFailure/noCertificate(_:)``.
    package func certificates(of name: String) throws -> ErasureRecord {
        let base = try connectMigratedBase()
        let found =
            try UUID(uuidString: name).map { try erasures(where: "first.tenant_id = \($0)", in: base) }
            ?? erasures(where: "first.identifier = \(name)", in: base)
        guard let record = found.first else { throw LifeFailure.noCertificate(name) }
        return record
    }

    /// What is wrong with the certificates of an erasure, by the keys of the vault; nothing when they are genuine.
    package func certificateFaults(of record: ErasureRecord) throws -> [String] {
        let keys = try auditKeys(in: connectMigratedBase())
        return try ErasureCertificate.faults(first: record.first, second: record.second, keys: keys)
    }

    /// Closes the certificate of an erasure, once no backup holds the data any more.
    ///
    /// - Parameter attestation: how that was seen, in the words of whoever did.
    /// - Returns: the certificates; those that are there when it was closed before.
    /// - Throws: ``LifeFailure/closedEarly(_:until:)``.
    package func closeCertificate(of name: String, attestation: String, now: Date = .now) throws -> ErasureRecord {
        try requireReason(attestation, "--attestation")
        let record = try certificates(of: name)
        if record.second != nil { return record }
        guard Day(now).description >= record.backupsEnd else {
            throw LifeFailure.closedEarly(try .init(record.tenant), until: record.backupsEnd)
        }
        let base = try connectMigratedBase()
        let certificate = try ErasureCertificate(
            signing: [
                .init("stage", 2), .init("environment", .string(settings.environment.rawValue)),
                .init("tenant", .string(record.tenant)),
                .init("tenant_id", .string(record.tenantID.uuidString.lowercased())),
                .init("first_sha256", .string(try record.first.sha256)),
                .init("erased_at", record.first.value["erased_at"] ?? .null),
                .init("backups_end", .string(record.backupsEnd)),
                .init("closed_at", .string(now.formatted(.iso8601))), .init("by", .string(Self.operatorName)),
                .init("attestation", .string(attestation)),
            ],
            with: signingKey(in: base))
        try namingHolder(in: [basePlace]) {
            try base.transaction { base in
                let added = try base.execute(
                    """
                    insert into socle.erasure_certificates (tenant_id, stage, identifier, document)
                    values (\(record.tenantID), 2, \(record.tenant), \(certificate.line))
                    on conflict do nothing
                    """)
                if added == 0 { return }
                try AuditTrail.append(
                    AuditEvent(
                        tenantID: record.tenantID, class: .proof, action: "erasure.closed", object: record.tenant,
                        detail: ["certificate_sha256": .string(try certificate.sha256)]),
                    in: base)
            }
        }
        return try certificates(of: record.tenantID.uuidString)
    }

    private func erasures(where condition: SQL, in base: borrowing Connection) throws -> [ErasureRecord] {
        let rows = try base.query(
            """
            select first.tenant_id, first.identifier, first.document, second.document
            from socle.erasure_certificates as first
            left join socle.erasure_certificates as second
                on second.tenant_id = first.tenant_id and second.stage = 2
            where first.stage = 1 and \(sql: condition)
            order by first.made_at desc
            """
        ) { row in
            (
                id: try row[0] as UUID, name: try row[1] as String, first: try row[2] as String,
                second: try row[3] as String?
            )
        }
        return try rows.map { row in
            guard let first = ErasureCertificate(line: row.first) else {
                throw LifeFailure.damagedCertificate(row.name)
            }
            let second = row.second.map { ErasureCertificate(line: $0) }
            if case .some(nil) = second { throw LifeFailure.damagedCertificate(row.name) }
            return ErasureRecord(tenantID: row.id, tenant: row.name, first: first, second: second ?? nil)
        }
    }
}
