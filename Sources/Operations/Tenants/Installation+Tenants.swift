import FoundationEssentials
import Migrations
import Postgres
import Settings
package import Tenancy
import Vocabulary

extension Installation {
    /// The declared tenants of the environment.
    package var tenantFolder: TenantFolder {
        TenantFolder(path: settings.root.path(of: "tenants"), environment: settings.environment)
    }

    /// What is to be done so that a declared tenant is real.
    ///
    /// **Runs as** provisioner. Nothing is changed.
    ///
    /// - Throws: what is wrong with the declaration, or ``MigrationFailure/pending(database:count:)``.
    package func plan(_ configuration: TenantConfiguration) throws -> TenantPlan {
        let base = try connectMigratedBase()
        return try prepare(configuration, base, UUID()).plan
    }

    /// Makes a declared tenant real, from whatever state it is in.
    ///
    /// What is to be done is looked up under a lock of the registry, so that of
    /// two runs at once the second finds what the first made. A login that is no
    /// longer declared is closed first, in a transaction of its own. The rest is
    /// one transaction for a tenant in the base. A tenant with a database of its
    /// own needs several; a crash between them is mended by the next call, since
    /// the state is inspected and not remembered.
    ///
    /// - Returns: what was done.
    /// - Throws: ``OperationFailure/held(login:process:)`` when somebody's open transaction is in the way.
    package func apply(_ configuration: TenantConfiguration) throws -> TenantPlan {
        try namingHolder(in: [basePlace, desiredTenant(configuration).place]) { try carryOut(configuration) }
    }

    private func carryOut(_ configuration: TenantConfiguration) throws -> TenantPlan {
        let base = try connectMigratedBase()
        let newTenantID = UUID()
        let vault = try openVault()
        let makePassword: TenantPlan.PasswordMaker = { login, tenantID, base in
            try vault.issuePassword(for: login, of: tenantID, in: base)
        }
        let plan = try base.transaction { base in
            try lockRegistry(base)
            let plan = try prepare(configuration, base, newTenantID).plan
            try plan.apply(.doors, in: base, makePassword: makePassword)
            if configuration.placement == .database {
                try plan.apply(.registry, in: base, makePassword: makePassword)
            }
            return plan
        }
        for change in plan.changes(in: .sessions) {
            if case .statement(let sql) = change.action { try base.execute(sql) }
        }
        if plan.isEmpty { return plan }
        if configuration.placement == .schema {
            return try base.transaction { base in
                try lockRegistry(base)
                let rest = try prepare(configuration, base, newTenantID).plan
                for place in [TenantChange.Place.registry, .roles, .data, .release] {
                    try rest.apply(place, in: base, makePassword: makePassword)
                }
                return plan
            }
        }
        // A transaction holds the tenant's row while others make the database and what lies in it.
        return try connectProvisioner().transaction { holder in
            try holder.execute(
                "select from socle.registry where identifier = \(configuration.identifier) for no key update")
            let late = try prepare(configuration, base, newTenantID).plan
            for change in late.changes(in: .cluster) {
                guard case .prepareDatabase(let name, let connectionLimit) = change.action else { continue }
                try makeDatabase(name, connectionLimit: connectionLimit)
                try migrate(DataPlace(database: name))
            }
            // Only now can be seen what the database holds.
            let (desired, rest) = try prepare(configuration, base, newTenantID)
            try rest.apply(.roles, in: base, makePassword: makePassword)
            try rest.apply(.data, in: connectProvisioner(to: desired.database), makePassword: makePassword)
            try rest.apply(.release, in: base, makePassword: makePassword)
            return plan
        }
    }

    /// Makes another run for any tenant wait until the transaction ends; readers pass.
    private func lockRegistry(_ base: borrowing Connection) throws {
        try base.execute("lock table socle.registry in share row exclusive mode")
    }

    /// Everything that PostgreSQL shall hold for a declared tenant.
    package func desiredTenant(_ configuration: TenantConfiguration) throws -> DesiredTenant {
        // Without a server the base has the name that an embedded one gives it.
        let base = try? baseDatabase
        return try DesiredTenant(configuration, baseDatabase: base ?? Identifier(Settings.baseDatabase))
    }

    private func prepare(
        _ configuration: TenantConfiguration, _ base: borrowing Connection, _ newTenantID: UUID
    ) throws -> (desired: DesiredTenant, plan: TenantPlan) {
        let desired = try desiredTenant(configuration)
        let data = try inspectData(desired, base)
        let inspected = try InspectedTenant.inspect(desired, in: base, data: data)
        return (desired, try TenantPlan(desired: desired, inspected: inspected, newTenantID: newTenantID))
    }

    private func inspectData(_ desired: DesiredTenant, _ base: borrowing Connection) throws -> InspectedTenant.DataSide
    {
        let held = try InspectedTenant.heldSchemas(of: desired, in: base)
        if desired.configuration.placement == .schema { return try .inspect(desired, held: held, in: base) }
        guard try databaseExists(desired.database, asking: base) else { return .init() }
        let connection = try connectProvisioner(to: desired.database)
        let isPrepared = try MigrationPlan(
            files: migrations(for: [.database]).files, ledger: .inspect(connection),
            programVersion: Self.programVersion
        ).isEmpty
        return isPrepared ? try .inspect(desired, held: held, in: connection) : .init()
    }
}
