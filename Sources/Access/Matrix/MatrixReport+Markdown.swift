import Vocabulary

extension MatrixReport {
    /// The report as a page of evidence.
    ///
    /// - Parameter madeAt: when it was made, as the page says it.
    package func markdown(environment: String, madeAt: String) -> String {
        var lines = [
            "# Access matrix", "",
            "Environment \(environment), made at \(madeAt).", "",
            isSound
                ? scope.map { "**Sound for what was tried:** \($0)." }
                    ?? "**Sound.** Nothing was reached that is not documented."
                : "**Not sound.** Findings: \(findings.count), listed below.",
            "",
            "Each login entered with its own password and tried every verb on what is not its tenant's; each statement was",
            "rolled back. Logins, groups and the runtime were also compared with the catalog's own answers.",
            "", "| what | count |", "| --- | ---: |",
            "| databases | \(places.count) |", "| tenants | \(tenants.count) |", "| logins | \(logins.count) |",
            "| groups asked for | \(groups.count) |", "| objects | \(objectCount) |",
            "| verbs | \(verbs.count): \(verbs.sorted().joined(separator: ", ")) |",
            "| attempts | \(attempts) |", "| attempts to enter another database | \(entries) |",
            "| rights asked of the catalog | \(asked) |", "| questions about others | \(probes) |",
            "| reached and documented | \(documented) |", "| findings | \(findings.count) |", "",
            "## Refusals by SQLSTATE", "", "| SQLSTATE | count |", "| --- | ---: |",
        ]
        lines += refusals.sorted { $0.key < $1.key }.map { "| \($0.key) | \($0.value) |" }
        if let scope { lines += ["", "## What was tried", "", "Not everything: \(scope)."] }
        lines += ["", "## Databases", ""] + places.map { "- \($0)" }.sorted()
        lines += ["", "## Findings", ""]
        lines += findings.isEmpty ? ["None."] : findings.map { "- \(cell($0.sentence)) (\($0.place))" }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A name that somebody else gave, harmless in a line of Markdown.
    private func cell(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "|", "`", "*", "[", "]", "<", ">", "\\": line += "\\"
            case let control where control.properties.generalCategory == .control:
                line += " "
                continue
            default: break
            }
            line.unicodeScalars.append(scalar)
        }
        return line
    }
}
