internal import Formats

/// Why a column may hold what belongs to a person.
package enum PersonalData {
    /// What the column may hold, by the words of its name and by its values; nil without suspicion.
    package static func suspicion(of column: SourceColumn, _ facts: ColumnFacts, rows: Int) -> String? {
        let words = Set(ColumnName.clean(column.name).split(separator: "_").map(String.init))
        for (meaning, names) in byName where !words.isDisjoint(with: names) { return "\(meaning), by its name" }
        let filled = rows - facts.nulls - facts.empty
        guard filled > 0 else { return nil }
        if facts.emails * 2 > filled { return "e-mail addresses, by \(facts.emails) of its values" }
        if facts.phones * 2 > filled { return "telephone numbers, by \(facts.phones) of its values" }
        return nil
    }

    private static let byName: [(String, Set<String>)] = [
        ("names of people", ["nom", "noms", "prenom", "prenoms", "patronyme", "lastname", "firstname", "naissance"]),
        ("e-mail addresses", ["email", "mail", "courriel", "mel", "emails"]),
        ("telephone numbers", ["tel", "telephone", "portable", "mobile", "phone", "fax"]),
        ("postal addresses", ["adresse", "rue", "voie", "domicile", "address"]),
        ("numbers of social security", ["nir", "secu", "numsecu", "insee13"]),
        ("bank accounts", ["iban", "bic", "rib"]),
        ("health", ["maladie", "handicap", "sante", "diagnostic"]),
    ]

    /// Whether the words of a name speak of a code of a commune.
    static func namesCommune(_ name: String) -> Bool {
        let clean = ColumnName.clean(name)
        let words = Set(clean.split(separator: "_").map(String.init))
        return !words.isDisjoint(with: ["insee", "depcom", "codgeo", "codeinsee", "cog", "codecommune"])
            || clean.contains("code_com") || clean.contains("com_code")
    }

    /// Whether the words of a name speak of a postal code.
    static func namesPostalCode(_ name: String) -> Bool {
        let clean = ColumnName.clean(name)
        return clean == "cp" || clean == "codepostal" || clean.contains("code_postal") || clean.hasPrefix("cp_")
            || clean.hasSuffix("_cp") || clean == "postcode" || clean == "zip"
    }
}
