package import Formats
package import Ingestion
import Postgres
import Settings
import Tenancy
package import Vocabulary

extension Installation {
    /// The sources that a tenant declares.
    package func sources(of tenant: TenantIdentifier) -> SourceFolder {
        SourceFolder(tenant, in: tenantFolder)
    }

    /// A declared source, as far as its own file tells.
    package struct ListedSource: Sendable {
        package let folder: SourceFolder
        package let source: DeclaredSource
        package let hasPlan: Bool
    }

    /// The declared sources of a tenant, or of all that are declared; everything wrong is reported together.
    package func declaredSources(of tenant: TenantIdentifier?) throws -> [ListedSource] {
        if let tenant { _ = try tenantFolder.declaration(of: tenant) }
        var failures = FailureList()
        var found: [ListedSource] = []
        for tenant in tenant.map({ [$0] }) ?? tenantFolder.tenants(misnamed: &failures) {
            let folder = sources(of: tenant)
            for name in folder.names(misnamed: &failures) {
                try failures.collect {
                    let source = try folder.source(name.text)
                    found.append(
                        ListedSource(
                            folder: folder, source: source, hasPlan: NewFile(folder.planFile(of: name)).exists))
                }
            }
        }
        try failures.throwIfAny()
        return found
    }

    /// A declared source that is right, with its plan.
    package struct CheckedSource: Sendable {
        package let source: DeclaredSource
        package let plan: SourcePlan?
        /// How many files lie where it says; nil for an address.
        package let fileCount: Int?
    }

    /// Holds declared sources against their plans and against the tenant; everything wrong is reported together.
    ///
    /// - Parameter names: which of them; none for all of the tenant.
    package func checkSources(_ names: [String], of tenant: TenantIdentifier) throws -> [CheckedSource] {
        let themes = try tenantFolder.configuration(of: tenant).themes
        let folder = sources(of: tenant)
        var failures = FailureList()
        var checked: [CheckedSource] = []
        for name in names.isEmpty ? folder.names(misnamed: &failures).map(\.text) : names {
            try failures.collect {
                let (source, plan) = try folder.check(name, themes: themes)
                let files = (try? source.origins(from: sourceRoot))?.count ?? 0
                let isAddress = if case .address = source.place { true } else { false }
                checked.append(CheckedSource(source: source, plan: plan, fileCount: isAddress ? nil : files))
            }
        }
        try failures.throwIfAny()
        return checked
    }

    /// From where relative paths of declared sources start.
    package var sourceRoot: String { settings.root.path }

    /// Finds out what a load would do, without writing anything.
    ///
    /// - Parameter progress: called whenever something was read.
    package func rehearse(
        _ request: LoadRequest, for tenant: TenantIdentifier, progress: @escaping (LoadProgress) -> Void
    ) throws -> Rehearsal {
        let parameters = try parameters(forLogin: TenantNames(tenant).etlLogin, of: tenant)
        return try Load(request, progress: progress).rehearse { try Connection(to: parameters) }
    }
}
