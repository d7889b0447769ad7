package import Vocabulary

extension Tier: ArgumentValue {}
extension DeploymentEnvironment: ArgumentValue {}
extension Placement: ArgumentValue {}
extension Channel: ArgumentValue {}

extension TenantIdentifier: ArgumentValue {
    package init(argument text: String) throws { try self.init(text) }
    package static var placeholder: String? { "TENANT" }
}

extension Theme: ArgumentValue {
    package init(argument text: String) throws { try self.init(text) }
    package static var placeholder: String? { "THEME" }
}
