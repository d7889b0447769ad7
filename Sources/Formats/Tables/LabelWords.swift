/// Words by which people name columns, and what no column is named by.
enum LabelWords {
    /// Whether a text is one of the usual names of columns.
    static func contains(_ text: String) -> Bool {
        text.utf8.count <= 24 && words.contains(ColumnName.clean(text))
    }

    /// Whether a text is hardly ever a label: an address of the web or of a person, a whole paragraph.
    static func isNone(_ text: String) -> Bool {
        if text.utf8.count > 300 { return true }
        if ["http://", "https://", "www."].contains(where: { text.hasPrefix($0) }) { return true }
        guard let at = text.utf8.firstIndex(of: UInt8(ascii: "@")), at > text.utf8.startIndex else { return false }
        return text.utf8[at...].contains(UInt8(ascii: ".")) && !text.utf8.contains(.space)
    }

    private static let words: Set<String> = [
        "id", "identifiant", "identifier", "code", "nom", "name", "prenom", "first_name", "last_name", "libelle",
        "label", "intitule", "titre", "title", "type", "nature", "categorie", "category", "statut", "status", "etat",
        "date", "annee", "year", "mois", "adresse", "address", "commune", "ville", "city", "departement", "region",
        "pays", "country", "email", "mail", "courriel", "telephone", "phone", "url", "site", "lien", "link",
        "description", "commentaire", "comment", "comments", "notes", "key", "cle", "value", "valeur", "reference",
        "ref", "numero", "number", "sexe", "genre", "gender", "age", "langue", "language", "source", "groupe", "group",
    ]
}
