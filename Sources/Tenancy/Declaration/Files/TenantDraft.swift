package import Vocabulary
import YAML

/// The file of a tenant that is about to be declared.
package struct TenantDraft: Sendable {
    package let tenant: TenantIdentifier
    package let tier: Tier
    /// The name as people read it.
    package let name: String

    /// - Throws: `YAMLFailure` for a name that is not one line of text.
    package init(tenant: TenantIdentifier, tier: Tier, name: String) throws {
        guard try TextForm.line.accepts(name) else {
            throw YAMLFailure.wrongValue(
                path: "tenant_info.tenant_name", needed: TextForm.line.inWords, text: name,
                advice: TextForm.line.advise(name), at: nil)
        }
        self.tenant = tenant
        self.tier = tier
        self.name = name
    }

    /// What stands above every file that the program writes.
    static let comment = "A tenant; tenants/README.md says what each key means, and 'socle tenant keys' lists them."

    /// The file's text, whole and valid, with what is still to be edited.
    package var text: String {
        get throws {
            let host = tenant.text.replacing("_", with: "-")
            return """
                # \(Self.comment)
                # What is left out comes from the templates of tier \(tier.rawValue); a file may ask for less of what
                # they give and for more security, never the other way round.
                tenant_info:
                  tenant_id: \(tenant.text)
                  tenant_name: \(try scalar(name))
                  tenant_type: \(tier.rawValue)
                  # region: france
                  contact:
                    name: To be named
                    email: contact@\(host).example

                # Thematic schemas, \(tenant.text)_<theme>: [economie, logement]
                themes: []

                # Ways out to readers, of those that the tier offers: [metabase, streamlit, superset]
                channels: []

                # Networks from which its logins may come; without it they may come from everywhere.
                # security:
                #   network:
                #     allowed_ips: ["192.0.2.0/24"]

                # Tables with data on persons, by which 'socle privacy' exports and erases one.
                # compliance:
                #   privacy:
                #     personal_data:
                #       - table: data.demandeurs
                #         subject: [email]
                #         columns: {nom: pseudonym, telephone: set_null}
                #         purpose: Demandes de logement
                #         legal_basis: public_task
                #         retention: 3 years

                """
        }
    }

    /// A text as one scalar that reads back as it.
    private func scalar(_ text: String) throws -> String {
        String(try YAMLWriter().text(of: .string(text)).dropLast())
    }
}
