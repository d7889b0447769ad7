import Vocabulary
import YAML

/// Who a tenant is, as variables say it.
struct TenantIdentity: Hashable, Sendable {
    let identifier: String
    let name: String
    let tier: String
    let region: String

    /// One that takes a tenant's place while a template is read; as long as a real one may be.
    static func standIn(_ letters: String, _ tier: Tier) -> TenantIdentity {
        TenantIdentity(
            identifier: letters + String(repeating: "a", count: 29), name: letters, tier: tier.rawValue,
            region: letters)
    }

    /// Names that stand for something in every file, and that no file can give another meaning.
    static let variableNames: Set<String> = ["TENANT_ID", "TENANT_NAME", "TENANT_TYPE", "REGION", "ENVIRONMENT"]

    /// What `${NAME}` stands for, the names that always do before those of the writer's own.
    func variables(in environment: DeploymentEnvironment, beside own: [String: String]) -> [String: String] {
        let fixed = [
            "TENANT_ID": identifier, "TENANT_NAME": name, "TENANT_TYPE": tier, "REGION": region,
            "ENVIRONMENT": environment.rawValue,
        ]
        return own.isEmpty ? fixed : fixed.merging(own) { fixed, _ in fixed }
    }
}

extension TenantIdentity {
    /// As a tenant's file says it; what is no text there is empty here, and refused where it is read.
    init(of own: YAMLNode, orRegion region: String?) {
        func text(_ key: String) -> String? {
            guard case .scalar(let scalar) = own.node(at: ["tenant_info", key]) else { return nil }
            return scalar.text
        }
        self.init(
            identifier: text("tenant_id") ?? "", name: text("tenant_name") ?? "", tier: text("tenant_type") ?? "",
            region: text("region") ?? region ?? "")
    }

    /// The same with the variables filled in that the file's own name holds.
    func named(by values: [ReadValue]) -> TenantIdentity {
        let name = values.first { $0.key == Keys.name }?.value.text
        return TenantIdentity(identifier: identifier, name: name ?? self.name, tier: tier, region: region)
    }
}
