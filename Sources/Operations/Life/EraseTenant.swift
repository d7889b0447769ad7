import Audit
package import FoundationEssentials
package import Journal
import Postgres
import Settings
import Tenancy
import Vault
import Vocabulary

/// Destroys a tenant: its data, its roles, its keys and all that the platform knows of it but for the proof.
package struct EraseTenant: Procedure {
    package typealias Context = Installation

    package static let kind = "tenant.erase"
    package let tenant: UUID?
    /// The short name, which is given up on the way.
    let identifier: TenantIdentifier
    let authority: EliminationAuthority
    /// Where the data is written first; nil when that was declined.
    let exportFolder: String?
    /// The day until which backups hold the data; nil for what the tier's retention says.
    let backupsEnd: String?

    package func mayBegin(_ installation: Installation) throws {
        _ = try installation.registered(identifier, tenant)
    }

    package static let steps: [Step<EraseTenant>] = [
        Step("close", "Close every login and end every session.") { erasure, context in
            try erasure.close(context)
        } undo: { erasure, context in
            try erasure.reopen(context)
        },
        Step("inventory", "Find everything of the tenant in the catalog, and count it.") { erasure, context in
            let (installation, tenant) = try erasure.begin(context)
            let base = try installation.connectMigratedBase()
            try installation.requireErasable(tenant, in: base)
            try installation.requireKnown(tenant, in: base)
            return try installation.inventory(of: tenant).json
        },
        Step("export", "Write the data where it can be taken from.") { erasure, context in
            guard let folder = erasure.exportFolder else { return nil }
            let (installation, tenant) = try erasure.begin(context)
            let data = try installation.connectProvisioner(to: tenant.place)
            return try installation.exportData(of: tenant, to: folder, operation: context.operation, in: data)
        },
        Step("drop-data", "Drop schemas and tables, or the tenant's own database.", .pointOfNoReturn) {
            erasure, context in
            let (installation, tenant) = try erasure.begin(context)
            let base = try installation.connectMigratedBase()
            try installation.requireErasable(tenant, in: base)
            try installation.dropData(of: tenant) { try LegalHold.requireNone(on: tenant.tenantID, in: base) }
            return try installation.discardArchive(of: tenant)
        },
        Step("drop-roles", "Drop the roles, and every right that they had.") { erasure, context in
            let (installation, tenant) = try erasure.begin(context)
            let base = try installation.connectMigratedBase()
            try LegalHold.requireNone(on: tenant.tenantID, in: base)
            try installation.dropRoles(of: tenant)
            return nil
        },
        Step("shred-keys", "Destroy the keys, and prove that nothing opens any more.") { erasure, context in
            let (installation, tenant) = try erasure.begin(context)
            let base = try installation.connectMigratedBase()
            try LegalHold.requireNone(on: tenant.tenantID, in: base)
            let shredding = try installation.shred(tenant.identifier, isErasure: true)
            return [
                "keys": .array(
                    shredding.keys.filter { $0.state == .destroyed }.map {
                        ["version": JSON($0.version), "fingerprint": .string($0.identifier)]
                    }),
                "secrets": JSON(shredding.secretCount), "tried": JSON(shredding.triedCount),
                "key_store_backups": .array(
                    shredding.keyStoreBackups.map { .string($0.formatted(.iso8601)) }),
            ]
        },
        Step("put-files-away", "Put the tenant's files where no command reads them.") { erasure, context in
            let moved = try context.values.putFilesAway(of: erasure.identifier, tenantID: erasure.tenant)
            return .array(moved.map(JSON.string))
        },
        Step("certify", "Forget the tenant, and sign what was done.") { erasure, context in
            try erasure.certify(context)
            return nil
        },
    ]

    private func begin(_ context: StepContext<EraseTenant>) throws -> (Installation, RegisteredTenant) {
        (context.values, try context.values.registered(tenant, in: context.values.connectMigratedBase()))
    }
}

// MARK: Steps

extension EraseTenant {
    private func close(_ context: StepContext<EraseTenant>) throws -> JSON {
        let installation = context.values
        let tenant = try installation.registered(tenant, in: installation.connectMigratedBase())
        // Reported before anything is closed, so that an undoing knows after a death at any point.
        let before =
            try context.detail(of: "close") ?? [
                "state": .string(tenant.state.rawValue),
                // While there is a file that says how long backups are kept.
                "backups_end": .string(backupsEnd ?? installation.backupsEnd(of: tenant).description),
            ]
        try context.report(before)
        if tenant.state == .active {
            try installation.setState(
                .suspended, of: tenant,
                event: AuditEvent(
                    tenantID: tenant.tenantID, action: "tenant.suspended", object: tenant.identifier.text,
                    detail: ["reason": "erasure", "operation": JSON(context.operation)]))
        }
        try installation.endSessions(of: tenant)
        return before
    }

    private func reopen(_ context: StepContext<EraseTenant>) throws {
        guard context.detail(of: "close")?["state"]?.text == TenantState.active.rawValue else { return }
        let installation = context.values
        let tenant = try installation.registered(tenant, in: installation.connectMigratedBase())
        try installation.setState(
            .active, of: tenant,
            event: AuditEvent(
                tenantID: tenant.tenantID, action: "tenant.resumed", object: tenant.identifier.text,
                detail: ["reason": "erasure undone", "operation": JSON(context.operation)]))
    }

    /// Tables of the platform that keep their rows: the proof of what was, and what refers to it.
    private static let keptTables = [
        "audit_anchored_heads", "audit_events", "audit_heads", "audit_kept_events", "audit_kept_heads",
        "audit_kept_segments", "audit_renamed_chains", "audit_segments", "erasure_certificates", "legal_holds",
        "operations", "registry",
    ]

    private func certify(_ context: StepContext<EraseTenant>) throws {
        let installation = context.values
        let base = try installation.connectMigratedBase()
        guard let tenantID = tenant else { return }
        let isDone = try base.first(
            "select exists (select from socle.erasure_certificates where tenant_id = \(tenantID))"
        ) { row -> Bool in try row[0] }
        if isDone == true { return }
        let found = try installation.registered(tenantID, in: base)
        let key = try installation.signingKey(in: base)
        let backupsEnd = try Day(context.detail(of: "close")?["backups_end"]?.text ?? "")
        try installation.namingHolder(in: [installation.basePlace]) {
            try base.transaction { base in
                try LegalHold.requireNone(on: tenantID, in: base)
                let names = try base.query(
                    "select kind || ' ' || name from socle.derived_names where tenant_id = \(tenantID) order by 1"
                ) { row -> String in try row[0] }
                let chains = try base.query(
                    """
                    select current_database() as database, sequence, sha256 from socle.audit_heads
                    where tenant_id = \(tenantID)
                    union all
                    select database, sequence, sha256 from socle.audit_kept_heads where tenant_id = \(tenantID)
                    order by 1
                    """
                ) { row -> JSON in
                    let hash: [UInt8] = try row[2]
                    return [
                        "database": .string(try row[0]), "sequence": JSON(try row[1] as Int),
                        "sha256": .string(hex(hash)),
                    ]
                }
                let rows = try base.query(
                    """
                    select relation, sum(row_count)::bigint from socle.delete_tenant_rows(\(tenantID), \(Self.keptTables)::text[])
                    group by relation order by relation
                    """
                ) { row in JSON.Member(try row[0], JSON(try row[1] as Int)) }
                try installation.forgetOperations(of: tenantID, but: context.operation, in: base)
                let certificate = try ErasureCertificate(
                    signing: members(
                        found, context, backupsEnd: backupsEnd, names: names, chains: chains, platformRows: rows),
                    with: key)
                try base.execute(
                    """
                    insert into socle.erasure_certificates (tenant_id, stage, identifier, document)
                    values (\(tenantID), 1, \(identifier), \(certificate.line))
                    """)
                // The name is free for somebody else; the row is what everything kept refers to.
                try base.execute(
                    """
                    update socle.registry
                    set identifier = \("erased_" + tenantID.uuidString.lowercased().filter { $0 != "-" }.prefix(24)),
                        name = 'erased', contact = '{"name": "", "email": ""}', region = '', state = 'erased',
                        frozen_at = null, declaration = null, updated_at = now()
                    where tenant_id = \(tenantID)
                    """)
                try AuditTrail.append(
                    AuditEvent(
                        tenantID: tenantID, class: .proof, action: "tenant.erased", object: identifier.text,
                        detail: [
                            "certificate_sha256": .string(try certificate.sha256), "authority": .string(authority.kind),
                            "backups_end": .string(backupsEnd.description), "operation": JSON(context.operation),
                        ]),
                    in: base)
            }
        }
    }

    private func members(
        _ tenant: RegisteredTenant, _ context: StepContext<EraseTenant>, backupsEnd: Day, names: [String],
        chains: [JSON], platformRows: [JSON.Member]
    ) -> [JSON.Member] {
        let inventory =
            TenantInventory(context.detail(of: "inventory"))
            ?? TenantInventory(tables: [], otherObjects: 0, largeObjects: 0)
        let shredding = context.detail(of: "shred-keys") ?? .null
        let views = inventory.tables.count { $0.kind.hasSuffix("view") }
        return [
            .init("stage", 1), .init("environment", .string(context.values.settings.environment.rawValue)),
            .init("tenant", .string(identifier.text)),
            .init("tenant_id", .string(tenant.tenantID.uuidString.lowercased())),
            .init("tier", .string(tenant.tier.rawValue)), .init("placement", .string(tenant.placement.rawValue)),
            .init("server", .string(tenant.place.server.text)), .init("database", .string(tenant.place.database.text)),
            .init("erased_at", .string(Date.now.formatted(.iso8601))), .init("operation", JSON(context.operation)),
            .init("by", .string(Installation.operatorName)),
            .init("authority", ["kind": .string(authority.kind), "text": .string(authority.text)]),
            .init("export", context.detail(of: "export") ?? .null),
            .init("archive", context.detail(of: "drop-data") ?? .null),
            .init(
                "totals",
                [
                    "tables": JSON(inventory.tables.count - views), "views": JSON(views),
                    "other_objects": JSON(inventory.otherObjects), "large_objects": JSON(inventory.largeObjects),
                    "rows": JSON(inventory.tables.compactMap(\.rows).reduce(0, +)),
                    "bytes": JSON(inventory.tables.map(\.bytes).reduce(0, +)),
                ]),
            .init("platform_rows", .object(platformRows)), .init("names_given_up", .array(names.map(JSON.string))),
            .init("keys", shredding["keys"] ?? .array([])),
            .init("secrets", shredding["secrets"] ?? 0), .init("secrets_tried_and_refused", shredding["tried"] ?? 0),
            .init("audit", .array(chains)), .init("files_put_away", context.detail(of: "put-files-away") ?? .array([])),
            .init("backups_end", .string(backupsEnd.description)),
            .init("key_store_backups", shredding["key_store_backups"] ?? .array([])),
            .init("remains", .array(Self.remains(until: backupsEnd).map(JSON.string))),
            .init("tables", .array(inventory.tables.map(\.json))),
        ]
    }

    /// What an erasure does not reach, and until when.
    private static func remains(until day: Day) -> [String] {
        [
            "the server's log (WAL) and its physical backups, until \(day)",
            "sealed backups of the tenant, which nothing opens any more but a backup of the key store",
            "the tenant's audit chain and this certificate, by their retention",
            "the files that were put away, and exports, with whoever has them",
        ]
    }
}

private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}
