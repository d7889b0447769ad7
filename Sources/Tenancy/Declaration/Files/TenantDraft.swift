package import Vocabulary
import YAML

/// The file of a tenant that is about to be declared.
package struct TenantDraft: Sendable {
    package let tenant: TenantIdentifier
    package let tier: Tier
    /// The name as people read it.
    package let name: String

    package init(tenant: TenantIdentifier, tier: Tier, name: String) {
        self.tenant = tenant
        self.tier = tier
        self.name = name
    }

    /// The file's text, whole and valid, with what is still to be edited.
    package var text: String {
        get throws {
            let document: JSON = [
                "tenant_info": [
                    "tenant_id": .string(tenant.text),
                    "tenant_name": .string(name),
                    "tenant_type": .string(tier.rawValue),
                    "contact": [
                        "name": "To be named",
                        "email": .string("contact@\(tenant.text.replacing("_", with: "-")).example"),
                    ],
                ],
                "themes": [],
                "channels": [],
            ]
            return try YAMLWriter().text(
                of: document, comment: "A tenant; tenants/README.md says what each key means.")
        }
    }
}
