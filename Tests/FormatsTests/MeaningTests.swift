import Formats
import Testing

/// What columns are taken for by their labels, and what is kept of their values.
@Suite struct MeaningTests {
    struct Case: CustomTestStringConvertible {
        let labels: [String]
        let row: [String]
        var type = "text"
        var meaning: Meaning?
        var loaded: String?
        var testDescription: String { labels.joined(separator: ";") }
    }

    /// Ten rows alike but for the number in front: what counts is the last column.
    private static func load(_ row: Case, rows: Int = 10) throws -> Loading {
        let lines = (1...rows).map { "\($0);" + row.row.joined(separator: ";") + "\n" }
        return try Loading("rang;" + row.labels.joined(separator: ";") + "\n" + lines.joined())
    }

    static let called: [Case] = [
        "population_insee", "pop_insee_2019", "POP2019 insee", "Revenu fiscal de référence", "Année de référence",
        "prix_ref", "REF_DATE", "Surface parcelle", "Longueur section", "Population canton", "Nombre iris",
        "Effectif APE", "Montant EPCI", "Abonnés mobile", "Taux ref", "id_ville", "city_id", "geo_id", "id_commune",
        "Nb communes",
    ].map { Case(labels: [$0], row: ["1001"], type: "integer", loaded: "1001") }

    @Test("one word of a label makes no amount a code", arguments: called)
    func amounts(_ row: Case) throws {
        let loading = try Self.load(row)
        #expect(loading.table.columns.last?.type.sql == row.type)
        #expect(loading.table.columns.last?.meaning == nil)
        #expect(loading.rows.allSatisfy { $0.last == row.loaded })
        #expect(loading.repairs.isEmpty)
    }

    static let coded: [Case] = [
        Case(labels: ["Codepos"], row: ["1400"], meaning: .postcode, loaded: "01400"),
        Case(labels: ["CODPOS"], row: ["1400"], meaning: .postcode, loaded: "01400"),
        Case(labels: ["CODPOS", "CODPOS"], row: ["1400", "1400"], meaning: .postcode, loaded: "01400"),
        Case(labels: ["CP"], row: ["9850"], meaning: .postcode, loaded: "09850"),
        Case(labels: ["AE", "CP"], row: ["10000", "9850"], type: "integer", loaded: "9850"),
        Case(labels: ["CP commune"], row: ["1400"], meaning: .postcode, loaded: "01400"),
        Case(labels: ["DEPET"], row: ["1"], meaning: .departement, loaded: "01"),
        Case(labels: ["DEPCOMEN"], row: ["1400"], meaning: .commune, loaded: "01400"),
        Case(labels: ["depcom"], row: ["1400"], meaning: .commune, loaded: "01400"),
        Case(labels: ["comet"], row: ["53"], meaning: .code, loaded: "53"),
        Case(labels: ["code_insee"], row: ["1400"], meaning: .commune, loaded: "01400"),
        Case(labels: ["INSEE commune"], row: ["1400"], meaning: .commune, loaded: "01400"),
        Case(labels: ["insee"], row: ["1400"], meaning: .commune, loaded: "01400"),
        Case(labels: ["COLL_INSEE"], row: ["1400"], meaning: .commune, loaded: "01400"),
        Case(labels: ["dep"], row: ["97"], meaning: .departement, loaded: "97"),
        // No commune of the Ain has a number as high.
        Case(labels: ["insee"], row: ["1999"], type: "integer", loaded: "1999"),
        Case(labels: ["id_commune"], row: ["69123"], meaning: .commune, loaded: "69123"),
        Case(labels: ["Code IRIS"], row: ["103"], meaning: .code, loaded: "103"),
        Case(labels: ["Réf. client"], row: ["103"], meaning: .code, loaded: "103"),
        Case(labels: ["Référence"], row: ["103"], meaning: .code, loaded: "103"),
        Case(labels: ["Section cadastrale"], row: ["103"], meaning: .code, loaded: "103"),
        Case(labels: ["code_tarif"], row: ["103"], meaning: .code, loaded: "103"),
        Case(labels: ["mobile"], row: ["612345678"], meaning: .phone, loaded: "0612345678"),
    ]

    @Test("labels of codes are known, and lost zeros put back", arguments: coded)
    func codes(_ row: Case) throws {
        let loading = try Self.load(row)
        #expect(loading.table.columns.last?.type.sql == row.type)
        #expect(loading.table.columns.last?.meaning == row.meaning)
        #expect(loading.rows.allSatisfy { $0.last == row.loaded })
    }

    static let single: [Case] = [
        Case(labels: ["idAcheteur"], row: ["55208131766522"], meaning: .siret),
        Case(labels: ["idAttribuant"], row: ["73282932000074"], meaning: .siret),
        Case(labels: ["id_titulaire"], row: ["732829320"], meaning: .siren),
        // The check digit is wrong, or nothing says that it is the number of a body.
        Case(labels: ["idAcheteur"], row: ["55208131766523"], type: "bigint"),
        Case(labels: ["valeur"], row: ["55208131766522"], type: "bigint"),
        Case(labels: ["montant"], row: ["55208131766522"], type: "bigint"),
    ]

    @Test("the number of one body alone is known by its check digit and its label", arguments: single)
    func bodies(_ row: Case) throws {
        let column = try #require(try Self.load(row).table.columns.last)
        #expect(column.type.sql == row.type)
        #expect(column.meaning == row.meaning)
        #expect(try Self.load(row, rows: 1).table.columns.last?.meaning == (row.meaning == .siret ? .siret : nil))
    }

    @Test("a few numbers that no commune has do not make others numbers")
    func unlikely() throws {
        let codes = ["1001", "1002", "1004", "1915", "2037"]
        let loading = try Loading("nom;insee\n" + codes.map { "a;\($0)\n" }.joined())
        #expect(loading.column("insee") == codes.map { "0" + $0 })
    }

    @Test("beside numbers of many bodies, one that is the same all along is such a number")
    func besideBodies() throws {
        let many = ["55208131766522", "73282932000074", "35600000000048", "73282932000074", "55208131766522"]
        let loading = try Loading("buyer;seller\n" + many.map { "55208131766522;\($0)\n" }.joined())
        #expect(loading.table.columns.map(\.meaning) == [.siret, .siret])
    }
}
