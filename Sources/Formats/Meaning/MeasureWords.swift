/// Words of labels that say what a column measures or counts, so that its values are no codes.
enum MeasureWords {
    /// Whether one of the words of a clean name says so; a year behind it, as in `pop2019`, changes nothing.
    static func contains(_ words: Set<String>) -> Bool { contains(words, amounts) || contains(words, times) }

    /// Whether one of the words is an amount, and not a time.
    static func isAmount(_ words: Set<String>) -> Bool { contains(words, amounts) }

    /// Whether one of the words is a time: a day or the moment of something.
    static func isDate(_ words: Set<String>) -> Bool {
        words.contains { word in
            days.contains(word) || word.hasPrefix("date") || word.hasSuffix("date")
                || word.hasPrefix("aaaamm") || word.hasPrefix("yyyymm") || word.hasPrefix("horodat")
        }
    }

    private static func contains(_ words: Set<String>, _ wanted: Set<String>) -> Bool {
        words.contains { word in
            wanted.contains(word) || wanted.contains(String(word.prefix { !$0.isNumber }))
        }
    }

    private static let amounts: Set<String> = [
        "population", "populations", "pop", "pmun", "ptot", "psdc", "habitant", "habitants", "hab", "menages", "revenu",
        "revenus", "montant", "montants", "amount", "surface", "surfaces", "superficie", "longueur", "largeur",
        "hauteur", "altitude", "nb", "nbr", "nbre", "nombre", "nombres", "count", "prix", "price", "cout", "couts",
        "tarif", "tarifs", "taux", "part", "parts", "pct", "pourcent", "pourcentage", "effectif", "effectifs", "total",
        "totaux", "somme", "moyenne", "moyen", "mediane", "age", "duree", "distance", "volume", "poids", "solde",
        "budget", "budgets", "depense", "depenses", "recette", "recettes", "credit", "credits", "quantite", "qte",
        "indice", "abonne", "abonnes", "logements", "emplois", "votants", "inscrits", "voix", "densite",
    ]

    private static let times: Set<String> = [
        "annee", "annees", "an", "ans", "year", "mois", "month", "date", "dates", "jour", "jours", "day",
    ]

    private static let days: Set<String> = [
        "jour", "day", "dt", "timestamp", "debut", "fin", "creation", "modification", "naissance", "maj", "dcret",
    ]
}
