package import Tenancy
package import Vocabulary

extension Installation {
    /// Writes the file of a new tenant; an existing one is never touched.
    ///
    /// - Throws: ``TenancyFailure/alreadyMade(_:path:)``, ``PlanFailure/erased(_:)``, or as ``TenantFolder/add(_:)``.
    package func declare(_ draft: TenantDraft) throws {
        let path = tenantFolder.file(of: draft.tenant)
        if !NewFile(path).exists { try requireUnmade(draft.tenant) }
        try tenantFolder.add(draft)
    }

    /// Refuses the identifier of a tenant who is made or was erased, as far as the base can be asked.
    ///
    /// Without a server a tenant is declared all the same; its plan says then whose the identifier is.
    package func requireUnmade(_ tenant: TenantIdentifier) throws {
        guard let side = try? BaseSide.inspect([tenant], in: connectMigratedBase())[0], side.registration != nil else {
            return
        }
        if side.standing.state == .erased { throw PlanFailure.erased(tenant) }
        throw TenancyFailure.alreadyMade(tenant, path: tenantFolder.file(of: tenant))
    }

    /// A tenant's own declaration, as its file has it or, when that is lost, as it was last applied.
    ///
    /// - Returns: with it, what is known of the way back where it was made again.
    /// - Throws: as ``TenantFolder/export(of:)``.
    package func export(_ tenant: TenantIdentifier) throws -> (export: TenantExport, recovered: RecoveredDeclaration?) {
        do {
            return (try tenantFolder.export(of: tenant), nil)
        } catch let failure as TenancyFailure {
            guard case .unknownTenant = failure, let applied = lastApplied(tenant) else { throw failure }
            let recovered = try RecoveredDeclaration(of: applied) { try tenantFolder.configuration(of: $0) }
            return (recovered.export, recovered)
        }
    }

    /// What the registry keeps of a tenant that is not erased; nil also when the base cannot be asked.
    private func lastApplied(_ tenant: TenantIdentifier) -> TenantDeclaration? {
        guard let side = try? BaseSide.inspect([tenant], in: connectMigratedBase())[0], side.standing.state != .erased
        else { return nil }
        return side.appliedText.flatMap { try? TenantDeclaration(text: $0) }
    }
}
