import FoundationEssentials
import Glibc
package import Vocabulary
package import YAML

/// The folder `tenants/`: templates by tier, and a file for each tenant of an environment.
///
/// A value of it reads each template once, so that a run that looks twice sees the same.
package struct TenantFolder: Sendable {
    /// What a tenant is declared to be, or what is wrong with its file.
    package typealias Reading = Result<TenantConfiguration, any Error>

    /// The folder's path.
    package let path: String
    package let environment: DeploymentEnvironment

    private let templates: TenantTemplates
    /// The templates as other environments have them, for what a file says for those.
    private let otherTemplates: [TenantTemplates]

    package init(path: String, environment: DeploymentEnvironment) {
        self.path = path
        self.environment = environment
        func templates(in environment: DeploymentEnvironment) -> TenantTemplates {
            TenantTemplates(environment: environment) { template in
                try YAMLDocument(readingFile: "\(path)/\(template.fileName)").root
            }
        }
        self.templates = templates(in: environment)
        otherTemplates = DeploymentEnvironment.allCases.filter { $0 != environment }.map(templates)
    }

    /// Where the tenants of the environment are declared.
    package var tenantsPath: String { "\(path)/\(environment.rawValue)" }

    /// The file of a tenant.
    package func file(of tenant: TenantIdentifier) -> String { "\(tenantsPath)/\(tenant.text).yml" }

    /// The identifiers of the declared tenants, as their files are named; a file that is named otherwise is passed over.
    package func tenants() -> [TenantIdentifier] {
        var misnamed = FailureList()
        return tenants(misnamed: &misnamed)
    }

    /// The identifiers of the declared tenants, as their files are named.
    ///
    /// - Parameter misnamed: gets the files that look like declarations and whose names are none of a tenant's:
    ///   ``TenancyFailure/misnamedFile(path:tenant:rule:)``.
    package func tenants(misnamed: inout FailureList) -> [TenantIdentifier] {
        // No folder means that nobody is declared, as an empty one does.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: tenantsPath)) ?? []
        var tenants: [TenantIdentifier] = []
        for name in names.sorted() where !name.hasPrefix(".") {
            guard let ending = [".yml", ".yaml"].first(where: { name.lowercased().hasSuffix($0) }) else { continue }
            let stem = String(name.dropLast(ending.count))
            do {
                let tenant = try TenantIdentifier(stem)
                if name.hasSuffix(".yml") {
                    tenants.append(tenant)
                } else {
                    let isBeside = names.contains("\(tenant).yml")
                    misnamed.append(
                        TenancyFailure.misnamedFile(
                            path: "\(tenantsPath)/\(name)", tenant: tenant,
                            rule: isBeside ? "'\(tenant).yml' is there and is read; take away what is not meant." : nil)
                    )
                }
            } catch {
                let rule = (error as? any Failure)?.hint
                misnamed.append(TenancyFailure.misnamedFile(path: "\(tenantsPath)/\(name)", tenant: nil, rule: rule))
            }
        }
        return tenants
    }

    /// The root of a tenant's own file.
    ///
    /// - Throws: ``TenancyFailure/unknownTenant(_:nearest:)``, ``TenancyFailure/unreadable(path:reason:)``
    ///   or what is wrong with the file as YAML.
    package func declaration(of tenant: TenantIdentifier) throws -> YAMLNode {
        var faults: [YAMLFailure] = []
        let root = try declaration(of: tenant, faults: &faults)
        try FailureList(faults).throwIfAny()
        return root
    }

    private func declaration(of tenant: TenantIdentifier, faults: inout [YAMLFailure]) throws -> YAMLNode {
        let file = file(of: tenant)
        do {
            return try YAMLDocument(readingFile: file, faults: &faults).root
        } catch let failure as TenancyFailure {
            // A link that leads nowhere is a declaration too, which cannot be read.
            var facts = stat()
            guard lstat(file, &facts) != 0 else { throw failure }
            let declared = tenants().map(\.text)
            throw TenancyFailure.unknownTenant(tenant.text, nearest: nearestName(to: tenant.text, in: declared))
        }
    }

    /// Reads what a tenant is declared to be.
    ///
    /// - Throws: ``TenancyFailure/unknownTenant(_:nearest:)``, or what is wrong
    ///   with a file: `YAMLFailure`, ``TenancyFailure`` or a ``FailureList``.
    package func configuration(of tenant: TenantIdentifier) throws -> TenantConfiguration {
        var faults: [YAMLFailure] = []
        let root = try declaration(of: tenant, faults: &faults)
        var configuration = try TenantConfiguration(own: root, templates: templates, faults: faults)
        for other in otherTemplates where root.overrides(for: other.environment) != nil {
            configuration.refusedElsewhere += Self.refusals(of: root, by: other)
        }
        guard configuration.identifier == tenant else {
            let failure = TenancyFailure.fileNamesAnother(
                path: file(of: tenant), declared: configuration.identifier.text)
            throw root.node(at: ["tenant_info", "tenant_id"])?.rejected(by: failure) ?? .rejected(failure, at: nil)
        }
        return configuration
    }

    /// What an environment would refuse of a file that says something for it.
    private static func refusals(of root: YAMLNode, by templates: TenantTemplates) -> [String] {
        var failures = FailureList()
        _ = try? failures.collect { try TenantConfiguration(own: root, templates: templates) }
        return failures.failures.map { failure in
            let place = failure.detail?.split(separator: "\n").first.map { ", \($0)" } ?? ""
            return "environment '\(templates.environment.rawValue)' would refuse this: \(failure.message)\(place)"
        }
    }

    /// Reads what the root of some file declares, wherever the file lies.
    ///
    /// - Parameter faults: what was found wrong while the file was read.
    package func configuration(of declaration: YAMLNode, faults: [YAMLFailure] = []) throws -> TenantConfiguration {
        try TenantConfiguration(own: declaration, templates: templates, faults: faults)
    }

    /// Reads those of some declared tenants, or of every one, whose files are right.
    ///
    /// - Parameters:
    ///   - failures: gets all that is wrong with the others, up to eight failures a file.
    ///   - readAll: reads each of some tenants in whatever order, and gives the results in theirs.
    package func configurations(
        of tenants: [TenantIdentifier]? = nil, failures: inout FailureList,
        reading readAll: ([TenantIdentifier], @Sendable (TenantIdentifier) -> Reading) throws -> [Reading] = {
            $0.map($1)
        }
    ) throws -> [TenantConfiguration] {
        var configurations: [TenantConfiguration] = []
        let chosen = tenants ?? self.tenants(misnamed: &failures)
        for reading in try readAll(chosen, { tenant in Reading { try configuration(of: tenant) } }) {
            do {
                configurations.append(try reading.get())
            } catch let list as FailureList {
                if !failures.says(list.failures.first) { failures.append(contentsOf: list) }
            } catch let failure as any Failure {
                if !failures.says(failure) { failures.append(failure) }
            }
        }
        return configurations
    }

    /// What every tenant is declared to be.
    ///
    /// - Throws: everything that is wrong, together.
    package func configurations() throws -> [TenantConfiguration] {
        var failures = FailureList(limit: FailureList.limitOfMany)
        let configurations = try configurations(failures: &failures)
        try failures.throwIfAny()
        return configurations
    }

    /// The declared tenants whose files are right, but for some.
    package func readable(except known: Set<TenantIdentifier>) -> [TenantConfiguration] {
        tenants().filter { !known.contains($0) }.compactMap { try? configuration(of: $0) }
    }
}

extension TenantFolder {
    /// Writes the file of a new tenant, once it is known to be right; an existing one is never touched.
    ///
    /// - Throws: ``TenancyFailure/fileExists(path:)`` or ``TenancyFailure/cannotWrite(path:)``.
    package func add(_ draft: TenantDraft) throws {
        let path = file(of: draft.tenant)
        let text = try draft.text
        if NewFile(path).exists { throw TenancyFailure.fileExists(path: path) }
        let configuration = try configuration(of: YAMLDocument(parsing: text, file: path).root)
        try requireDistinctNames([configuration], beside: readable(except: []))
        try write(text, for: draft.tenant, replacing: false)
    }

    /// Writes a tenant's file, and makes the folder of the environment where there is none.
    func write(_ text: String, for tenant: TenantIdentifier, replacing: Bool) throws {
        let path = file(of: tenant)
        do {
            try FileManager.default.createDirectory(atPath: tenantsPath, withIntermediateDirectories: true)
        } catch {
            throw TenancyFailure.cannotWrite(path: path)
        }
        try NewFile(path).write(text, mode: 0o644, replacing: replacing)
    }
}

extension FailureList {
    /// Whether a failure is said already: what is wrong with a template is wrong for every tenant.
    fileprivate func says(_ failure: (any Failure)?) -> Bool {
        failures.contains { $0.description == failure?.description && $0.detail == failure?.detail }
    }
}
