import Audit
import FoundationEssentials
import Glibc
import Postgres
import Subprocess
package import Tenancy
package import Vocabulary

extension Installation {
    /// Puts a tenant under a legal hold, and leaves a proof of that in its chain.
    ///
    /// - Throws: ``LifeFailure/heldAlready(_:reference:)`` for a reference that stands.
    package func setHold(on tenant: TenantIdentifier, reference: String, reason: String) throws {
        try requireReason(reason, "--reason")
        guard (1...200).contains(reference.count) else { throw LifeFailure.emptyReason("--reference") }
        try changingHolds(of: tenant) { base, tenantID in
            if try LegalHold.standing(in: base)[tenantID]?.contains(reference) == true {
                throw LifeFailure.heldAlready(tenant, reference: reference)
            }
            try base.execute(
                """
                insert into socle.legal_holds (tenant_id, reference, reason, set_by)
                values (\(tenantID), \(reference), \(reason), \(Self.operatorName))
                """)
            return AuditEvent(
                tenantID: tenantID, class: .proof, action: "hold.set", object: reference,
                detail: ["reason": .string(reason), "by": .string(Self.operatorName)])
        }
    }

    /// Releases a legal hold, and leaves a proof of that in the tenant's chain.
    ///
    /// - Throws: ``LifeFailure/noHold(_:reference:standing:)``.
    package func releaseHold(on tenant: TenantIdentifier, reference: String, reason: String) throws {
        try requireReason(reason, "--reason")
        try changingHolds(of: tenant) { base, tenantID in
            let released = try base.execute(
                """
                update socle.legal_holds
                set release_reason = \(reason), released_by = \(Self.operatorName), released_at = now()
                where tenant_id = \(tenantID) and reference = \(reference) and released_at is null
                """)
            guard released == 1 else {
                let standing = try LegalHold.standing(in: base)[tenantID] ?? []
                throw LifeFailure.noHold(tenant, reference: reference, standing: standing)
            }
            return AuditEvent(
                tenantID: tenantID, class: .proof, action: "hold.released", object: reference,
                detail: ["reason": .string(reason), "by": .string(Self.operatorName)])
        }
    }

    /// The legal holds of a tenant or of all, those that stand first.
    package func holds(on tenant: TenantIdentifier?) throws -> [LegalHold] {
        let base = try connectMigratedBase()
        return try LegalHold.list(of: tenant.map { try RegisteredTenant.find($0, in: base).tenantID }, in: base)
    }

    /// Who runs this program, as far as the system tells: account and machine.
    static var operatorName: String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let length = gethostname(&buffer, buffer.count - 1) == 0 ? buffer.firstIndex(of: 0) ?? 0 : 0
        let account = (try? Account.current().name) ?? "account \(geteuid())"
        return length == 0 ? account : "\(account)@\(String(decoding: buffer[..<length], as: UTF8.self))"
    }

    func requireReason(_ reason: String, _ option: String) throws {
        let isSaid = reason.contains { !$0.isWhitespace }
        guard isSaid, reason.unicodeScalars.count <= 4096 else { throw LifeFailure.emptyReason(option) }
    }

    private func changingHolds(
        of tenant: TenantIdentifier, _ change: (borrowing Connection, UUID) throws -> AuditEvent
    ) throws {
        let base = try connectMigratedBase()
        try namingHolder(in: [basePlace]) {
            try base.transaction { base in
                let tenantID = try RegisteredTenant.find(tenant, in: base).tenantID
                // Whoever destroys asks under a share of this lock.
                try base.execute(
                    "select from socle.registry where tenant_id = \(tenantID) for no key update")
                try AuditTrail.append(change(base, tenantID), in: base)
            }
        }
    }
}
