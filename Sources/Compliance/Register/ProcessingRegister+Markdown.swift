import Tenancy
import Vocabulary

extension ProcessingRegister {
    /// The record under the headings of the CNIL's own model, in French, since a French officer reads it.
    package var markdown: String {
        let contact = configuration.contact
        var lines = [
            "# Registre des activités de traitement — \(safe(configuration.name))", "",
            "Article 30 du RGPD. Environnement \(environment.rawValue), établi le \(madeAt) à partir des déclarations, du",
            "catalogue de la base et du maillage de données.", "",
            "## Responsable du traitement", "",
            "- Organisme : \(safe(configuration.name)) (`\(configuration.identifier)`)",
            "- Contact : \(safe(contact.name)), \(safe(contact.email))",
            "- Sous-traitant : l'exploitant de la plateforme Socle", "",
        ]
        if activities.isEmpty { lines += ["Aucune donnée à caractère personnel n'est déclarée.", ""] }
        for (index, activity) in activities.enumerated() {
            lines += ["## Traitement \(index + 1) : \(safe(activity.purpose))", ""]
            lines += activityLines(activity)
        }
        if !consents.isEmpty {
            lines += ["## Consentements recueillis", "", "| finalité | donnés | retirés |", "| --- | ---: | ---: |"]
            lines += consents.map { "| \(safe($0.purpose)) | \($0.given) | \($0.withdrawn) |" } + [""]
        }
        lines += ["## Transferts hors de l'Union européenne", "", location, ""]
        lines += ["## Mesures de sécurité techniques et organisationnelles", ""] + measures.map { "- \(safe($0))" }
        let attributes = configuration.attributes.filter { attribute in
            ["security.", "backup.", "compliance."].contains { attribute.path.hasPrefix($0) }
                && !attribute.path.hasPrefix("compliance.privacy.personal_data")
        }
        if !attributes.isEmpty {
            lines += [
                "", "### Ce qui est déclaré, et comment cela tient", "", "| attribut | valeur | effectivité |",
                "| --- | --- | --- |",
            ]
            lines += attributes.map { "| `\($0.path)` | \(safe($0.value)) | \(safe($0.strength.words)) |" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func activityLines(_ activity: Activity) -> [String] {
        var lines = [
            "- Base légale : \(activity.legalBases.joined(separator: " ; "))",
            "- Catégories de personnes : "
                + (activity.persons.isEmpty
                    ? "non déclarées" : activity.persons.map(safe).joined(separator: " ; ")),
            "- Destinataires : "
                + (activity.recipients.isEmpty
                    ? "aucun hors des services de l'organisme"
                    : activity.recipients.map(words).joined(separator: " ; ")),
            "",
            "| table | catégories de données | identifie la personne par | durée de conservation |",
            "| --- | --- | --- | --- |",
        ]
        for table in activity.tables {
            let declaration = table.declaration
            let retention =
                declaration.retention.map { span in
                    span.french + (declaration.retentionFrom.map { ", à compter de \(safe($0.text))" } ?? "")
                } ?? "non déclarée"
            let name = safe(table.name.description) + (table.isThere ? "" : " (absente de la base)")
            lines.append(
                "| \(name) | \(declaration.columns.map { safe($0.name.text) }.joined(separator: ", ")) | "
                    + "\(declaration.subject.map { safe($0.text) }.joined(separator: ", ")) | \(retention) |")
        }
        return lines + [""]
    }

    private func words(_ recipient: Recipient) -> String {
        let masked =
            recipient.masked.isEmpty
            ? "" : " (masqués : \(recipient.masked.map(safe).joined(separator: ", ")))"
        return switch recipient.kind {
        case .channel: "lecteurs du canal \(safe(recipient.name))\(masked)"
        case .subscription: "\(safe(recipient.name)), abonné\(masked)"
        }
    }

    /// A text that somebody else wrote, harmless within a line of Markdown.
    private func safe(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: line += " "
            default:
                if "|`*[]<>\\#".unicodeScalars.contains(scalar) { line += "\\" }
                line.unicodeScalars.append(scalar)
            }
        }
        return line
    }
}
