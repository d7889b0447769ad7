import Audit
package import FoundationEssentials
package import Journal
import Postgres
import Tenancy
import Vocabulary

/// Gives a tenant another short name; its UUID, its data and its clients' passwords stay.
package struct RenameTenant: Procedure {
    package typealias Context = Installation

    package static let kind = "tenant.rename"
    package let tenant: UUID?
    /// The short name that it had when it was begun.
    let identifier: TenantIdentifier
    let new: TenantIdentifier

    package func mayBegin(_ installation: Installation) throws {
        _ = try installation.registered(identifier, tenant)
    }

    package static let steps: [Step<RenameTenant>] = [
        Step("close", "Close every login and end every session.") { rename, context in
            let installation = context.values
            let tenant = try rename.found(context)
            let before = context.detail(of: "close") ?? ["state": .string(tenant.state.rawValue)]
            try context.report(before)
            if tenant.state == .active {
                try installation.setState(.suspended, of: tenant, event: rename.event("tenant.suspended", context))
            }
            try installation.endSessions(of: tenant)
            return before
        } undo: { rename, context in
            try rename.reopen(context)
        },
        Step("rename-database", "Rename the tenant's own database.") { rename, context in
            try context.values.renameDatabase(of: rename.found(context), from: rename.identifier, to: rename.new)
            return nil
        } undo: { rename, context in
            try context.values.renameDatabase(of: rename.found(context), from: rename.new, to: rename.identifier)
        },
        Step("rename-data", "Rename schemas and roles in the tenant's own database.") { rename, context in
            try context.values.renameData(
                of: rename.found(context), from: rename.identifier, to: rename.new, operation: context.operation)
            return nil
        } undo: { rename, context in
            try context.values.renameData(
                of: rename.found(context), from: rename.new, to: rename.identifier, operation: context.operation)
        },
        Step("rename-base", "Rename all that the base knows of the tenant, and seal its passwords anew.") {
            rename, context in
            try context.values.renameBase(
                of: rename.found(context), from: rename.identifier, to: rename.new, operation: context.operation)
            return nil
        } undo: { rename, context in
            try context.values.renameBase(
                of: rename.found(context), from: rename.new, to: rename.identifier, operation: context.operation)
        },
        Step("rename-files", "Rename the tenant's file and folder, and write the new name into the file.") {
            rename, context in
            try context.values.renameFiles(from: rename.identifier, to: rename.new)
            return nil
        } undo: { rename, context in
            try context.values.renameFiles(from: rename.new, to: rename.identifier)
        },
        Step("open", "Let pg_hba.conf know the new names, and open the logins as they were.") { rename, context in
            try context.values.renameHostAccess(
                from: rename.identifier, to: rename.new, on: rename.found(context).place.server)
            try rename.reopen(context)
            return nil
        } undo: { rename, context in
            let tenant = try rename.found(context)
            try context.values.setState(.suspended, of: tenant, event: rename.event("tenant.suspended", context))
            try context.values.endSessions(of: tenant)
            try context.values.renameHostAccess(
                from: rename.new, to: rename.identifier, on: tenant.place.server)
        },
    ]

    private func found(_ context: StepContext<RenameTenant>) throws -> RegisteredTenant {
        try context.values.registered(tenant, in: context.values.connectMigratedBase())
    }

    private func reopen(_ context: StepContext<RenameTenant>) throws {
        guard context.detail(of: "close")?["state"]?.text == TenantState.active.rawValue else { return }
        try context.values.setState(.active, of: found(context), event: event("tenant.resumed", context))
    }

    private func event(_ action: String, _ context: StepContext<RenameTenant>) -> AuditEvent {
        AuditEvent(
            tenantID: tenant ?? Platform.tenantID, action: action, object: identifier.text,
            detail: ["reason": "rename", "operation": JSON(context.operation)])
    }
}
