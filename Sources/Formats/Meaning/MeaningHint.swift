/// Guesses from a column's name what its values may stand for.
///
/// The guess decides nothing alone: the values must match it.
enum MeaningHint {
    /// Guesses for all columns of a table: one that is called «Code» and no more is that of what stands beside it.
    static func guesses(_ names: [String]) -> [Meaning?] {
        // «AE» and «CP» are two ways to count money of the State.
        let isBudget = names.contains { $0.split(separator: "_").contains("ae") }
        return names.indices.map { index in
            let meaning = guess(names[index])
            if isBudget, meaning == .postcode, names[index].split(separator: "_").contains("cp") { return nil }
            guard isBare(names[index]) else { return meaning }
            let neighbours = [index + 1, index - 1].filter { names.indices.contains($0) }
            return neighbours.lazy.compactMap { territory(of: names[$0]) }.first ?? meaning
        }
    }

    /// Whether a name says that a column holds codes, and not of what; an `id` counts rows rather.
    private static func isBare(_ name: String) -> Bool { ["code", "codes", "cod", "code_officiel"].contains(name) }

    /// What a column of names names: `libelle_departement`.
    private static func territory(of name: String) -> Meaning? {
        let words = Set(name.split(separator: "_"))
        // «Nombre de communes» counts them.
        guard words.count <= 4, !MeasureWords.contains(Set(words.map(String.init))) else { return nil }
        let kinds: [(Meaning, Set<Substring>)] = [
            (.commune, ["commune", "communes", "ville", "libgeo"]),
            (.departement, ["departement", "departements", "libdep"]),
            (.region, ["region", "regions", "libreg"]), (.epci, ["epci", "intercommunalite", "libepci"]),
        ]
        return kinds.first { !words.isDisjoint(with: $0.1) }?.0
    }

    /// - Parameter name: a clean name as ``ColumnName`` makes it, such as `code_postal`.
    static func guess(_ name: String) -> Meaning? {
        let parts = name.split(separator: "_").map(String.init)
        let words = Set(parts)
        let joined = parts.joined()
        // «Code tarif» is a code, «Prix ref» a price.
        guard let first = parts.first, ["code", "codes", "cod"].contains(first) || !MeasureWords.contains(words) else {
            return nil
        }
        let isAlone = words.allSatisfy {
            weakWords.contains($0) || besideWords.contains($0) || $0.allSatisfy(\.isNumber)
        }
        let isOfINSEE = isAlone && !words.isDisjoint(with: ["insee", "cog"])
        // The number of a row is an «id» as well: of a city, of a shape.
        let isOfficial = isOfINSEE || !words.isDisjoint(with: codeWords) || joined.hasPrefix("cod")
        let isCode = isOfficial || !words.isDisjoint(with: ["id", "ids", "identifiant"])
        func has(_ wanted: String...) -> Bool {
            wanted.contains { words.contains($0) && (isCode || isAlone || !weakWords.contains($0)) }
        }
        func isOne(_ wanted: String...) -> Bool { wanted.contains(joined) }
        if has("siret") { return .siret }
        if has("epci") { return .epci }
        if has("siren") { return .siren }
        // A second column of the same label is numbered.
        if isPostcode(parts.filter { !$0.allSatisfy(\.isNumber) }.joined())
            || has("postal", "postcode", "zip", "zipcode", "cp")
        {
            return .postcode
        }
        if has("insee") || parts.last == "insee" || joined.hasPrefix("depcom")
            || isOne("codgeo", "codecommune", "citycode", "communecode", "com", "cog", "comcode")
            || isOfficial && has("commune", "com", "geo", "geographique", "communes", "comm", "ville", "city")
            || isCode && has("commune", "com")
        {
            return .commune
        }
        if isOne("dep", "dept", "dpt", "departement", "depet") || isCode && has("dep", "dept", "dpt", "departement")
            || isOne("coddep", "codedep", "codedepartement", "codedept")
        {
            return .departement
        }
        if isOne("reg", "region", "codreg", "codereg", "coderegion") || isCode && has("reg", "region") {
            return .region
        }
        if has("tel", "telephone", "phone", "fax", "telecopie", "mobile", "portable", "gsm", "tel1", "tel2") {
            return .phone
        }
        if has("uai", "rne") { return .uai }
        if has("rna") { return .rna }
        let isReference = first == "ref" || first == "reference"
        return isReference || isOne("comet", "ctonet", "codcan", "codarr", "codcom")
            || has(
                "code", "cod", "codes", "reference", "ref", "matricule", "iris", "canton", "arrondissement", "section",
                "parcelle", "ape", "naf", "nic", "nir", "ean", "gtin", "isbn", "iban", "bic", "finess", "cadastre")
            || joined.hasPrefix("code") && words.count == 1
            ? .code : nil
    }

    private static func isPostcode(_ joined: String) -> Bool {
        [
            "cp", "zip", "zipcode", "codepostal", "codpostal", "codepostale", "postcode", "postalcode", "codepost",
            "codpost", "codepos", "codpos", "cpostal", "cdpostal",
        ].contains(joined)
    }

    /// Words for a code, whatever it is of.
    private static let codeWords: Set<String> = ["code", "codes", "cod", "num", "numero", "no", "n"]

    /// Words that say something only alone, or beside one for a code: «Nom du canton», «Abonnés mobile».
    private static let weakWords: Set<String> = [
        "reference", "ref", "iris", "canton", "arrondissement", "section", "parcelle", "ape", "naf", "nic", "mobile",
        "portable", "gsm", "insee", "cog", "cp",
    ]

    /// Words beside which another is as good as alone.
    private static let besideWords: Set<String> = [
        "de", "du", "d", "la", "le", "l", "des", "en", "commune", "communes", "com", "comm", "ville", "city", "geo",
        "dep", "departement", "region", "adresse", "adr", "etablissement", "etab", "siege", "titulaire", "client",
        "residence", "postal", "actuel", "actuelle", "ancien", "ancienne", "prefixe", "cadastrale", "cadastral",
        "cadastre", "officiel",
    ]
}
