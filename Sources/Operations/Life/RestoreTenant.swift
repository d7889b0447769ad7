import Audit
import Backup
package import FoundationEssentials
package import Journal
import Postgres
import Tenancy
import Vocabulary

/// Brings an archived tenant back from its sealed backup, as it was when it was archived.
package struct RestoreTenant: Procedure {
    package typealias Context = Installation

    package static let kind = "tenant.restore"
    package let tenant: UUID?
    let reason: String
    /// Where the archive lies now; nil for where it was written.
    let folder: String?

    package func mayBegin(_ installation: Installation) throws {
        try installation.require(.archived, of: tenant, for: "resumed")
    }

    package static let steps: [Step<RestoreTenant>] = [
        Step("check", "Open every file of the archive, and look whether its place can take it.") { restoring, context in
            let (installation, tenant) = try restoring.begin(context)
            let archive = try installation.archive(of: tenant, in: restoring.folder)
            let manifest = try installation.checkArchive(archive, of: tenant)
            try installation.requireRoomAgain(for: tenant)
            return [
                "folder": .string(archive.folder), "backup": .string(archive.backupID.uuidString.lowercased()),
                "tables": JSON(manifest.tables.count), "rows": JSON(manifest.rows),
                "schemas": .array(manifest.schemas.map(JSON.string)),
                "channels": .array(archive.channels.map { .string($0.rawValue) }),
            ]
        },
        Step("prepare", "Make the place: the tenant's own database with its audit chains, or nothing in the base.") {
            restoring, context in
            let (installation, tenant) = try restoring.begin(context)
            try installation.prepareForRestoring(tenant)
            return nil
        } undo: { restoring, context in
            let (installation, tenant) = try restoring.begin(context)
            try installation.dropRestored(tenant, restoring.schemas(context))
        },
        Step("restore", "Restore tables, rows and rights, and compare every count and checksum.") {
            restoring, context in
            let (installation, tenant) = try restoring.begin(context)
            let archive = try installation.archive(of: tenant, in: restoring.folder)
            try installation.restore(archive, of: tenant, operation: context.operation)
            return nil
        } undo: { restoring, context in
            let (installation, tenant) = try restoring.begin(context)
            try installation.closeRestorer(of: tenant, operation: context.operation)
        },
        Step("apply", "Make the rest of what the tenant was, with its logins closed.") { restoring, context in
            let (installation, tenant) = try restoring.begin(context)
            try installation.setState(
                .suspended, of: tenant, event: restoring.event("tenant.restored", tenant, context))
            let changes = try installation.applyAgain(tenant)
            return ["changes": JSON(changes)]
        } undo: { restoring, context in
            let (installation, tenant) = try restoring.begin(context)
            guard tenant.state != .archived else { return }
            if tenant.placement != .schema { try installation.keepChains(of: tenant.place) }
            try installation.setState(
                .archived, of: tenant, event: restoring.event("tenant.archived", tenant, context))
        },
        Step("open", "Open every login, and rebuild the channels.", .pointOfNoReturn) { restoring, context in
            let (installation, tenant) = try restoring.begin(context)
            // A channel has views when its login is open.
            try installation.setState(.active, of: tenant, event: restoring.event("tenant.resumed", tenant, context))
            for channel in restoring.channels(context) {
                _ = try installation.enable(installation.channel(channel, of: tenant.identifier), isApplied: true)
            }
            return nil
        },
    ]

    private func begin(_ context: StepContext<RestoreTenant>) throws -> (Installation, RegisteredTenant) {
        (context.values, try context.values.registered(tenant, in: context.values.connectMigratedBase()))
    }

    private func schemas(_ context: StepContext<RestoreTenant>) throws -> [Identifier] {
        try texts("schemas", context).map { try Identifier($0) }
    }

    private func channels(_ context: StepContext<RestoreTenant>) -> [Channel] {
        texts("channels", context).compactMap(Channel.init(rawValue:))
    }

    private func texts(_ member: String, _ context: StepContext<RestoreTenant>) -> [String] {
        guard case .array(let values)? = context.detail(of: "check")?[member] else { return [] }
        return values.compactMap(\.text)
    }

    private func event(_ action: String, _ tenant: RegisteredTenant, _ context: StepContext<RestoreTenant>)
        -> AuditEvent
    {
        let check = context.detail(of: "check")
        return AuditEvent(
            tenantID: tenant.tenantID, class: .proof, action: action, object: tenant.identifier.text,
            detail: [
                "reason": .string(reason), "by": .string(Installation.operatorName),
                "operation": JSON(context.operation), "backup": check?["backup"] ?? .null,
                "folder": check?["folder"] ?? .null, "tables": check?["tables"] ?? .null,
                "rows": check?["rows"] ?? .null,
            ])
    }
}
