package import Adoption
import Audit
package import Cryptography
import FoundationEssentials
package import Ingestion
package import Journal
import Postgres
import Settings
import Synchronization
import Tenancy
import Vault
package import Vocabulary

extension Installation {
    /// How a client's database is to be adopted.
    package struct AdoptionRequest: Sendable {
        package let tenant: TenantIdentifier
        package let source: SourceAddress
        /// Themes that were chosen for schemas of the source.
        package var themes: [(schema: String, theme: String)] = []
        /// A file with the plan to follow; nil for the one that the audit proposes.
        package var planFile: String?
        package var budget = RejectBudget.usual
        /// Folder of the reports; that of the state folder when nil.
        package var reports: String?

        package init(tenant: TenantIdentifier, source: SourceAddress) {
            self.tenant = tenant
            self.source = source
        }
    }

    /// What an adoption would do, and where its reports lie.
    package struct AdoptionOutlook: Sendable {
        package let audit: SourceAudit
        package let plan: AdoptionPlan
        package let reports: String
        /// Where the plan lies that somebody may edit now; nil when one was given.
        package let planFile: String?
    }

    /// Looks at a source and proposes what is taken, changing nothing anywhere.
    ///
    /// - Parameter progress: called before each table of the source.
    package func previewAdoption(
        _ request: AdoptionRequest, password: String?, progress: (SourceTable, Int, Int) throws -> Void
    ) throws -> AdoptionOutlook {
        let themes = try themeMap(request)
        let plan = try plan(of: request)
        let audit = try self.audit(request.source, password: password, progress: progress)
        let proposal = try proposal(
            for: audit, plan: plan, source: request.source, themes: themes, tenant: request.tenant)
        let folder = reportFolder(request)
        try audit.report(source: request.source.description).write(into: folder)
        try proposal.report.write(into: folder)
        var planFile: String?
        if plan == nil {
            // Nobody's edits are written over.
            let isThere = FileManager.default.fileExists(atPath: "\(folder)/plan.yml")
            let path = "\(folder)/\(isThere ? "plan-proposed.yml" : "plan.yml")"
            try writeFile(path, proposal.plan.yaml(), mode: 0o600)
            planFile = path
        }
        return AdoptionOutlook(audit: audit, plan: proposal.plan, reports: folder, planFile: planFile)
    }

    /// Adopts a client's database, or goes on where a dead run of the same stopped.
    ///
    /// The tenant is applied first. A password that is given is sealed in the vault for as long as it is needed, so
    /// that a resumed run has it.
    ///
    /// - Returns: the operation, and the folder of the reports.
    @discardableResult
    package func adopt(
        _ request: AdoptionRequest, password: consuming SecretBytes?, watch: @escaping (JournalEvent) -> Void
    ) throws -> (operation: Operation, reports: String) {
        let themes = try themeMap(request)
        let plan = try plan(of: request)
        let tenantID = try readyTenant(request.tenant)
        // Whoever comes second is told so before his password takes the place of the first one's.
        if let open = try Operation.open(of: tenantID, in: connectMigratedBase()), open.isHeld {
            throw JournalFailure.held(open)
        }
        if let password { try seal(password, of: tenantID) }
        let adoption = TenantAdoption(
            tenant: tenantID, identifier: request.tenant, source: request.source, themes: themes, plan: plan,
            budget: request.budget, reports: reportFolder(request))
        // How to go on is told only of what is not given up.
        let stopped = Mutex<WayOn?>(nil)
        do {
            let operation = try run(adoption) { event in
                if case .stopped(let way) = event { stopped.withLock { $0 = way } } else { watch(event) }
            }
            return (operation, adoption.reports)
        } catch {
            let isGivenUp = (try? giveUp(tenantID, watch: watch)) ?? false
            if !isGivenUp, let way = stopped.withLock({ $0 }) { watch(.stopped(way)) }
            throw error
        }
    }

    /// Ends an adoption that failed before anything was made, so that the next can begin with other words.
    ///
    /// - Returns: whether it was one of those, and is undone.
    private func giveUp(_ tenantID: UUID, watch: @escaping (JournalEvent) -> Void) throws -> Bool {
        let base = try connectMigratedBase()
        guard let open = try Operation.open(of: tenantID, in: base) else {
            // What was refused before it began has no use for the password either.
            try forgetSourcePassword(of: tenantID)
            return false
        }
        guard open.kind == TenantAdoption.kind, open.state == .failed,
            try open.steps(in: base).contains(where: { $0.name == "structure" && $0.state == .pending })
        else { return false }
        return try undoOperation(open.number, watch: watch).state == .undone
    }

    /// Applies the tenant, unless an adoption of it is under way already.
    private func readyTenant(_ tenant: TenantIdentifier) throws -> UUID {
        let configuration = try tenantFolder.configuration(of: tenant)
        let base = try connectMigratedBase()
        if let known = try? RegisteredTenant.find(tenant, in: base) { try requireLiving(known) }
        if let known = try? RegisteredTenant.find(tenant, in: base),
            let open = try Operation.open(of: known.tenantID, in: base), open.kind == TenantAdoption.kind
        {
            return known.tenantID
        }
        _ = try apply(configuration)
        return try RegisteredTenant.find(tenant, in: base).tenantID
    }

    private func themeMap(_ request: AdoptionRequest) throws -> ThemeMap {
        try ThemeMap(
            chosen: request.themes, declared: tenantFolder.configuration(of: request.tenant).themes)
    }

    private func reportFolder(_ request: AdoptionRequest) -> String {
        guard let folder = request.reports else { return "\(settings.stateDirectory)/adoptions/\(request.tenant)" }
        // A resumed run may have another working folder.
        return folder.hasPrefix("/") ? folder : "\(FileManager.default.currentDirectoryPath)/\(folder)"
    }

    private func plan(of request: AdoptionRequest) throws -> AdoptionPlan? {
        guard let path = request.planFile else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else { throw OperationFailure.noFile(path: path) }
        return try AdoptionPlan(parsing: Array(data), file: path)
    }

    // MARK: Parts of the procedure

    func audit(
        _ source: SourceAddress, password: String?, progress: (SourceTable, Int, Int) throws -> Void
    ) throws -> SourceAudit {
        try SourceSession.read(source, password: password) { try SourceAudit($0, progress: progress) }
    }

    /// A plan that was held against source and tenant.
    struct AdoptionProposal {
        let plan: AdoptionPlan
        let report: StepReport
        /// Names of the relations in the tenant's schemas, by schema.
        let existing: [String: Set<String>]
    }

    /// - Throws: ``AdoptionFailure`` for a plan that does not fit.
    func proposal(
        for audit: SourceAudit, plan: AdoptionPlan?, source: SourceAddress, themes: ThemeMap, tenant: TenantIdentifier
    ) throws -> AdoptionProposal {
        if let name = themes.unknown(in: audit.catalog).first {
            throw AdoptionFailure.noSuchSchema(name, known: Set(audit.catalog.tables.map(\.schema)).sorted())
        }
        let configuration = try tenantFolder.configuration(of: tenant)
        let plan =
            plan ?? .proposed(for: audit.catalog, facts: audit.facts, themes: themes, source: source.description)
        guard !plan.taken.isEmpty else { throw AdoptionFailure.nothingToTake(source: source.description) }
        let existing = try existingRelations(of: configuration)
        let design = try AdoptionDesign(
            plan, of: audit.catalog, facts: audit.facts, themes: themes, names: TenantNames(tenant), existing: existing)
        let bytes = audit.bytes(takenBy: plan)
        let offered = Int(configuration.limits.storage.bytes)
        guard bytes <= offered else { throw AdoptionFailure.tooLarge(bytes: bytes, offered: offered) }
        let objects = existing.values.reduce(0) { $0 + $1.count } + design.objectCount
        guard objects <= configuration.limits.objects else {
            throw AdoptionFailure.tooManyObjects(count: objects, offered: configuration.limits.objects)
        }
        return AdoptionProposal(
            plan: plan, report: .cleaning(plan, design, audit.catalog), existing: existing)
    }

    /// Nothing for a tenant that is not made yet.
    private func existingRelations(of configuration: TenantConfiguration) throws -> [String: Set<String>] {
        guard (try? RegisteredTenant.find(configuration.identifier, in: connectMigratedBase())) != nil else {
            return [:]
        }
        let names = TenantNames(configuration.identifier)
        let schemas = [names.dataSchema] + configuration.themes.map(names.themeSchema)
        let rows = try connectAdopter(of: configuration.identifier).query(
            """
            select nspname::text, relname::text
            from pg_catalog.pg_class join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
            where nspname = any (\(schemas.map(\.text)))
            """
        ) { row -> (String, String) in (try row[0], try row[1]) }
        return Dictionary(grouping: rows, by: \.0).mapValues { Set($0.map(\.1)) }
    }

    /// The tenant's own ETL login, which makes and fills what is adopted.
    func connectAdopter(of tenant: TenantIdentifier) throws -> Connection {
        var parameters = try parameters(forLogin: TenantNames(tenant).etlLogin, of: tenant)
        parameters.applicationName = "socle adopt"
        for (name, value) in ["statement_timeout": "0", "lock_timeout": "30s", "intervalstyle": "postgres"] {
            parameters.settings[name] = value
        }
        return try Connection(to: parameters)
    }

    /// Writes the adoption into the tenant's audit chain, once.
    func recordAdoption(_ operation: Int, of adoption: TenantAdoption, records: [Int: TransferRecord]) throws {
        guard let tenantID = adoption.tenant else { return }
        try connectMigratedBase().transaction { base in
            let isTold = try base.first(
                """
                select exists (
                    select from socle.audit_events
                    where tenant_id = \(tenantID) and action = 'tenant.adopted'
                        and detail::jsonb ->> 'operation' = \(String(operation))
                )
                """
            ) { row -> Bool in try row[0] }
            if isTold == true { return }
            let event = AuditEvent(
                tenantID: tenantID, action: "tenant.adopted", object: adoption.identifier.text,
                detail: [
                    "operation": JSON(operation), "source": .string(adoption.source.description),
                    "tables": JSON(records.count), "rows": JSON(records.values.reduce(0) { $0 + $1.loaded }),
                    "rejected": JSON(records.values.reduce(0) { $0 + $1.rejected }),
                ])
            try AuditTrail.append(event, in: base)
        }
    }

    // MARK: The source's password

    private static let sourceKind = "source"
    private static let sourceName = "adoption"

    private func seal(_ password: borrowing SecretBytes, of tenantID: UUID) throws {
        try SecretStore(openVault()).set(
            password, kind: Self.sourceKind, name: Self.sourceName, of: tenantID, on: connectMigratedBase())
    }

    /// The password that was given when the adoption began; nil leaves it to libpq's own files.
    func sourcePassword(of tenantID: UUID?) throws -> String? {
        guard let tenantID else { return nil }
        let password = try SecretStore(openVault()).get(
            kind: Self.sourceKind, name: Self.sourceName, of: tenantID, on: connectMigratedBase())
        guard let password else { return nil }
        return try password.revealedText()
    }

    /// Removes the password, which is of no use any more.
    func forgetSourcePassword(of tenantID: UUID?) throws {
        guard let tenantID else { return }
        try SecretStore(openVault()).remove(
            kind: Self.sourceKind, name: Self.sourceName, of: tenantID, on: connectMigratedBase())
    }
}
