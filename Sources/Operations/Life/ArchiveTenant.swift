import Audit
import Backup
package import FoundationEssentials
package import Journal
import Postgres
import Tenancy
import Vocabulary

/// Puts a tenant away: its data goes into a sealed backup and out of the server; names, passwords and proofs stay.
package struct ArchiveTenant: Procedure {
    package typealias Context = Installation

    package static let kind = "tenant.archive"
    package let tenant: UUID?
    let reason: String
    /// The folder that is to be made; nil for one in the state of the installation.
    let folder: String?

    package func mayBegin(_ installation: Installation) throws {
        let found = try installation.registered(tenant, in: installation.connectMigratedBase())
        if found.state == .archived {
            throw LifeFailure.otherState(found.identifier, found.state, wanted: "archived")
        }
    }

    package static let steps: [Step<ArchiveTenant>] = [
        Step("close", "Close every login and end every session.") { archiving, context in
            try archiving.close(context)
        } undo: { archiving, context in
            try archiving.reopen(context)
        },
        Step("inventory", "Find everything of the tenant in the catalog, and count it.") { archiving, context in
            let (installation, tenant) = try archiving.begin(context)
            try installation.requireArchivable(tenant)
            return try installation.inventory(of: tenant, in: installation.connectProvisioner(to: tenant.place)).json
        },
        Step("backup", "Write the tenant's data of one moment, sealed with its key.") { archiving, context in
            let (installation, tenant) = try archiving.begin(context)
            return try installation.backUp(tenant, to: archiving.path(tenant, context), in: context)
        } undo: { archiving, context in
            let (installation, tenant) = try archiving.begin(context)
            try installation.discardBackup(in: archiving.path(tenant, context), context)
        },
        Step("verify", "Open every file of the backup, and compare it with the tables.") { archiving, context in
            let (installation, tenant) = try archiving.begin(context)
            return try installation.verifyArchive(of: tenant, in: archiving.path(tenant, context))
        },
        Step("archive", "Keep the audit chains, and let the tenant be archived.") { archiving, context in
            let (installation, tenant) = try archiving.begin(context)
            if tenant.state == .archived { return nil }
            try installation.requireArchivable(tenant)
            // Who asks for the chains from now on asks the base.
            if tenant.placement != .schema { try installation.keepChains(of: tenant.place) }
            try installation.setState(.archived, of: tenant, event: archiving.event("tenant.archived", tenant, context))
            return nil
        } undo: { archiving, context in
            let (installation, tenant) = try archiving.begin(context)
            guard tenant.state == .archived else { return }
            try installation.setState(
                .suspended, of: tenant, event: archiving.event("tenant.unarchived", tenant, context))
        },
        Step("drop", "Drop schemas and tables, or the tenant's own database.", .pointOfNoReturn) {
            archiving, context in
            let (installation, tenant) = try archiving.begin(context)
            let base = try installation.connectMigratedBase()
            try installation.dropLiveData(of: tenant) { try LegalHold.requireNone(on: tenant.tenantID, in: base) }
            return nil
        },
    ]

    private func begin(_ context: StepContext<ArchiveTenant>) throws -> (Installation, RegisteredTenant) {
        (context.values, try context.values.registered(tenant, in: context.values.connectMigratedBase()))
    }

    private func path(_ tenant: RegisteredTenant, _ context: StepContext<ArchiveTenant>) throws -> String {
        try folder ?? context.values.backupFolder(of: tenant, operation: context.operation)
    }

    // MARK: Doors

    private func close(_ context: StepContext<ArchiveTenant>) throws -> JSON {
        let (installation, tenant) = try begin(context)
        // Reported before anything is closed, so that an undoing knows after a death at any point.
        let before =
            try context.detail(of: "close") ?? [
                "state": .string(tenant.state.rawValue),
                "channels": .array(try installation.publishedChannels(of: tenant).map { .string($0.rawValue) }),
            ]
        try context.report(before)
        if tenant.state == .active {
            try installation.setState(.suspended, of: tenant, event: event("tenant.suspended", tenant, context))
        }
        try installation.endSessions(of: tenant)
        return before
    }

    private func reopen(_ context: StepContext<ArchiveTenant>) throws {
        guard context.detail(of: "close")?["state"]?.text == TenantState.active.rawValue else { return }
        let (installation, tenant) = try begin(context)
        try installation.setState(.active, of: tenant, event: event("tenant.resumed", tenant, context))
    }

    private func event(_ action: String, _ tenant: RegisteredTenant, _ context: StepContext<ArchiveTenant>)
        -> AuditEvent
    {
        let backup = context.detail(of: "backup")
        return AuditEvent(
            tenantID: tenant.tenantID, class: .proof, action: action, object: tenant.identifier.text,
            detail: [
                "reason": .string(reason), "by": .string(Installation.operatorName),
                "operation": JSON(context.operation), "backup": backup?["backup"] ?? .null,
                "folder": backup?["folder"] ?? .null, "tables": backup?["tables"] ?? .null,
                "rows": backup?["rows"] ?? .null,
            ])
    }
}
