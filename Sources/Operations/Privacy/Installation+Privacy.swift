import Compliance
import Cryptography
import FoundationEssentials
import Postgres
import Tenancy
import Vault
import Vocabulary

/// A tenant whose persons are asked about: what is declared, and what the catalog has.
struct PrivacyScene {
    let configuration: TenantConfiguration
    let tenant: RegisteredTenant
    let catalog: PersonalCatalog

    /// In which tables persons are looked for.
    func plan(exceptions: Set<RelationName> = [], isErasure: Bool) throws -> PersonalPlan {
        try PersonalPlan(
            configuration.privacy.personalData, of: tenant.identifier, catalog, exceptions: exceptions,
            isErasure: isErasure)
    }
}

extension Installation {
    /// Reads what the database of a declared tenant has.
    ///
    /// - Throws: `LifeFailure.notOpen` for one that is archived.
    func privacyScene(of configuration: TenantConfiguration) throws -> PrivacyScene {
        let tenant = try RegisteredTenant.find(configuration.identifier, in: connectMigratedBase())
        try requireLiving(tenant)
        return PrivacyScene(
            configuration: configuration, tenant: tenant,
            catalog: try .read(tenant.tenantID, in: connectProvisioner(to: tenant.place)))
    }

    /// Opens a connection as the login of a tenant that owns its tables.
    ///
    /// - Throws: ``ComplianceFailure/notOpen(_:why:)`` while the tenant is closed, or closed to writers.
    func connectOwner(of tenant: RegisteredTenant) throws -> Connection {
        if tenant.state != .active {
            throw ComplianceFailure.notOpen(tenant.identifier, why: tenant.state.rawValue)
        }
        if tenant.frozenAt != nil {
            throw ComplianceFailure.notOpen(tenant.identifier, why: "frozen, since its storage is used up")
        }
        return try Connection(to: parameters(forLogin: tenant.names.etlLogin, of: tenant.identifier))
    }

    /// The key under which a tenant's persons are digested, made when there is none.
    func subjectKey(of tenantID: UUID, in base: borrowing Connection) throws -> SubjectKey {
        let store = try SecretStore(openVault())
        let (kind, name) = (SubjectKey.secret.kind, SubjectKey.secret.name)
        try base.transaction { base in
            // Of two at once, the second finds what the first made.
            try base.execute("select from socle.registry where tenant_id = \(tenantID) for no key update")
            if try store.get(kind: kind, name: name, of: tenantID, on: base) != nil { return }
            try store.set(.random(count: SubjectKey.byteCount), kind: kind, name: name, of: tenantID, on: base)
        }
        guard let secret = try store.get(kind: kind, name: name, of: tenantID, on: base) else {
            preconditionFailure("the subject key was just made")
        }
        return SubjectKey(secret)
    }
}
