import FoundationEssentials
import Glibc
package import Vocabulary
import YAML

/// The folder `tenants/`: templates by tier, and a file for each tenant of an environment.
package struct TenantFolder: Sendable {
    /// The folder's path.
    package let path: String
    package let environment: DeploymentEnvironment

    package init(path: String, environment: DeploymentEnvironment) {
        self.path = path
        self.environment = environment
    }

    /// Where the tenants of the environment are declared.
    package var tenantsPath: String { "\(path)/\(environment.rawValue)" }

    /// The file of a tenant.
    package func file(of tenant: TenantIdentifier) -> String { "\(tenantsPath)/\(tenant.text).yml" }

    /// The identifiers of the declared tenants, as their files are named.
    ///
    /// - Throws: ``TenancyFailure`` or ``NameFailure``: a file whose name is no identifier.
    package func tenants() throws -> [TenantIdentifier] {
        // No folder means that nobody is declared, as an empty one does.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: tenantsPath)) ?? []
        return try names.filter { $0.hasSuffix(".yml") && !$0.hasPrefix(".") }.sorted()
            .map { try TenantIdentifier(String($0.dropLast(4))) }
    }

    /// Reads what a tenant is declared to be.
    ///
    /// - Throws: ``TenancyFailure/unknownTenant(_:nearest:)``, or what is wrong
    ///   with a file: `YAMLFailure`, ``TenancyFailure`` or a ``FailureList``.
    package func configuration(of tenant: TenantIdentifier) throws -> TenantConfiguration {
        let file = file(of: tenant)
        var facts = stat()
        // A link that leads nowhere is a declaration too, which cannot be read.
        guard lstat(file, &facts) == 0 else {
            let declared = try tenants().map(\.text)
            throw TenancyFailure.unknownTenant(tenant.text, nearest: nearestName(to: tenant.text, in: declared))
        }
        let own = try document(file)
        let configuration = try TenantConfiguration(
            own: own, templates: { try self.template($0) }, environment: environment, file: file)
        guard configuration.identifier == tenant else {
            throw TenancyFailure.fileNamesAnother(path: file, declared: configuration.identifier.text)
        }
        return configuration
    }

    /// Reads every declared tenant; all that is wrong is reported together.
    package func configurations() throws -> [TenantConfiguration] {
        var failures = FailureList()
        var configurations: [TenantConfiguration] = []
        for tenant in try tenants() {
            do {
                configurations.append(try configuration(of: tenant))
            } catch let list as FailureList {
                failures.append(contentsOf: list)
            } catch let failure as any Failure {
                // What is wrong with a template is wrong for every tenant, and said once.
                let isSaid = failures.failures.contains {
                    $0.description == failure.description && $0.detail == failure.detail
                }
                if !isSaid { failures.append(failure) }
            }
        }
        try failures.throwIfAny()
        return configurations
    }

    private func template(_ name: TenantTemplate) throws -> YAMLNode {
        try document("\(path)/\(name.fileName)")
    }

    private func document(_ file: String) throws -> YAMLNode {
        var facts = stat()
        guard stat(file, &facts) == 0 else {
            throw TenancyFailure.unreadable(path: file, reason: String(cString: strerror(errno)))
        }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw TenancyFailure.unreadable(path: file, reason: "it is not a file")
        }
        // Looked at before it is read: a file of gigabytes costs nothing.
        let limit = YAMLLimits.configuration.bytes
        guard facts.st_size <= limit else {
            throw YAMLFailure.tooLarge(file: file, bytes: Int(facts.st_size), limit: limit)
        }
        guard let data = FileManager.default.contents(atPath: file) else {
            throw TenancyFailure.unreadable(path: file, reason: String(cString: strerror(errno)))
        }
        return try YAMLDocument(parsing: [UInt8](data), file: file).root
    }
}

/// A template of `tenants/`.
package enum TenantTemplate: Hashable, Sendable {
    /// What every tenant has.
    case generic
    /// What a tier adds.
    case tier(Tier)

    /// The file's name, as the field names it.
    package var fileName: String {
        switch self {
        case .generic: "tenant_template.yml"
        case .tier(.free): "free_tier_template.yml"
        case .tier(.standard): "standard_tier_template.yml"
        case .tier(.premium): "premium_tier_template.yml"
        case .tier(.enterprise): "enterprise_template.yml"
        }
    }
}

extension TenantFolder {
    /// Writes the file of a new tenant; an existing one is never touched.
    ///
    /// - Throws: ``TenancyFailure/fileExists(path:)`` or ``TenancyFailure/cannotWrite(path:)``.
    package func add(_ draft: TenantDraft) throws {
        let path = file(of: draft.tenant)
        let text = try draft.text
        do {
            try FileManager.default.createDirectory(atPath: tenantsPath, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(filePath: path), options: [.withoutOverwriting])
        } catch {
            if FileManager.default.fileExists(atPath: path) { throw TenancyFailure.fileExists(path: path) }
            throw TenancyFailure.cannotWrite(path: path)
        }
    }
}
