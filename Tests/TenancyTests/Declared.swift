import FoundationEssentials
import Tenancy
import Vocabulary
import YAML

/// What becomes of a tenant's file on the templates of the repository.
struct Declared {
    /// The templates that are shipped, by environment.
    private static let templates = DeploymentEnvironment.allCases.map { environment in
        TenantTemplates(environment: environment) { template in
            let path = "\(repository)/tenants/\(template.fileName)"
            return try YAMLDocument(parsing: contents(of: path), file: template.fileName).root
        }
    }

    private static let repository = String(#filePath.dropLast("/Tests/TenancyTests/Declared.swift".count))

    private static func contents(of path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw TenancyFailure.unreadable(path: path, reason: "")
        }
        return [UInt8](data)
    }

    let configuration: TenantConfiguration?
    let failures: [any Failure]

    /// Reads a whole file.
    init(_ text: String, in environment: DeploymentEnvironment = .production) {
        do {
            let index = DeploymentEnvironment.allCases.firstIndex(of: environment) ?? 0
            var faults: [YAMLFailure] = []
            let root = try YAMLDocument(parsing: Array(text.utf8), file: "acme.yml", faults: &faults).root
            configuration = try TenantConfiguration(own: root, templates: Self.templates[index], faults: faults)
            failures = []
        } catch {
            configuration = nil
            failures = (error as? FailureList)?.failures ?? [error as? any Failure].compactMap { $0 }
        }
    }

    /// Reads a file of a tier with more keys of one's own.
    init(
        _ tier: Tier, _ more: String = "", region: String = "france",
        in environment: DeploymentEnvironment = .production
    ) {
        self.init(
            """
            tenant_info:
              tenant_id: acme
              tenant_name: Acmé
              tenant_type: \(tier.rawValue)
              region: \(region)
              contact:
                name: Zoé
                email: zoe@example.org
            \(more)

            """, in: environment)
    }

    /// The codes of what is wrong.
    var codes: [String] { failures.map(\.code.text) }

    /// A value of the merged configuration, as people read it.
    subscript(path: String) -> String? { configuration?.attributes.first { $0.path == path }?.value }
}
