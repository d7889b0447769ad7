/// Guesses from a column's name what its values may stand for.
///
/// The guess decides nothing alone: the values must match it.
enum MeaningHint {
    /// Guesses for all columns of a table: one that is called «Code» and no more is that of what stands beside it.
    static func guesses(_ names: [String]) -> [Meaning?] {
        names.indices.map { index in
            guard isBare(names[index]) else { return guess(names[index]) }
            let neighbours = [index + 1, index - 1].filter { names.indices.contains($0) }
            return neighbours.lazy.compactMap { territory(of: names[$0]) }.first ?? guess(names[index])
        }
    }

    /// Whether a name says that a column holds codes of some kind.
    static func isCode(_ name: String) -> Bool {
        guess(name) == .code || name.split(separator: "_").contains { $0 == "code" || $0 == "codes" }
    }

    /// Whether a name says that a column holds codes, and not of what; an `id` counts rows rather.
    private static func isBare(_ name: String) -> Bool { ["code", "codes", "cod", "code_officiel"].contains(name) }

    /// What a column of names names: `libelle_departement`.
    private static func territory(of name: String) -> Meaning? {
        let words = Set(name.split(separator: "_"))
        // «Nombre de communes» counts them.
        guard words.count <= 4, words.isDisjoint(with: ["nb", "nombre", "population", "part", "taux"]) else {
            return nil
        }
        let kinds: [(Meaning, Set<Substring>)] = [
            (.commune, ["commune", "communes", "ville", "libgeo"]),
            (.departement, ["departement", "departements", "libdep"]),
            (.region, ["region", "regions", "libreg"]), (.epci, ["epci", "intercommunalite", "libepci"]),
        ]
        return kinds.first { !words.isDisjoint(with: $0.1) }?.0
    }

    /// - Parameter name: a clean name as ``ColumnName`` makes it, such as `code_postal`.
    static func guess(_ name: String) -> Meaning? {
        let words = Set(name.split(separator: "_").map(String.init))
        let joined = name.split(separator: "_").joined()
        func has(_ wanted: String...) -> Bool { wanted.contains { words.contains($0) } }
        func isOne(_ wanted: String...) -> Bool { wanted.contains(joined) }
        if has("siret") { return .siret }
        if has("epci") { return .epci }
        if has("siren") { return .siren }
        if isOne("cp", "zip", "zipcode", "codepostal", "codpostal", "postcode", "postalcode", "codepost")
            || has("postal", "postcode", "zip", "zipcode", "cp")
        {
            return .postcode
        }
        let isCode =
            has("code", "cod", "num", "numero", "no", "id", "insee", "cog") || joined.hasPrefix("cod")
        if has("insee")
            || isOne("codgeo", "depcom", "codecommune", "citycode", "communecode", "com", "cog", "comcode")
            || isCode && has("commune", "com", "geo", "geographique", "communes", "comm", "ville", "city")
        {
            return .commune
        }
        if isOne("dep", "dept", "dpt", "departement", "coddep", "codedep", "codedepartement", "codedept")
            || isCode && has("dep", "dept", "dpt", "departement")
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
        return has(
            "code", "cod", "codes", "reference", "ref", "matricule", "iris", "canton", "arrondissement",
            "section",
            "parcelle", "ape", "naf", "nic", "nir", "ean", "gtin", "isbn", "iban", "bic", "finess",
            "cadastre", "codcan", "codarr", "codcom") || joined.hasPrefix("code") && words.count == 1
            ? .code : nil
    }
}
