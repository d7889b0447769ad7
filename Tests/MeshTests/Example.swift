import Vocabulary

@testable import Mesh

/// A small mesh that several tests look at.
enum Example {
    static let table = TableName(tenant: "val_d_ille", theme: "equipements", name: "equipements")

    static let text = """
        domain:
          name: socle-dev-unified-domain
          description: Démonstration.
        domain_units:
          - name: lecture-publique-domain-unit
            parent: equipements-domain-unit
          - name: equipements-domain-unit
            description: Équipements publics.
        projects:
          - name: equipements-inventaire-dev-project
            domain_unit: equipements-domain-unit
            tenant: val_d_ille
        glossaries:
          - name: Territoire
            project: equipements-inventaire-dev-project
            terms:
              - name: Commune
                short_description: Circonscription administrative.
              - name: Coordonnée
        assets:
          - name: Équipements publics
            table: {tenant: val_d_ille, theme: equipements, name: equipements}
            project: equipements-inventaire-dev-project
            terms: [Commune]
            channels: [metabase]
            columns:
              nom: {description: Nom de l'équipement.}
              telephone: {terms: [Coordonnée]}
            filters:
              - name: ille-et-vilaine
                row_filter:
                  and:
                    - equalTo: {columnName: departement, value: 35}
                    - isNotNull: {columnName: nom}
              - name: sans telephone
                column_masks:
                  - {columnName: telephone, mask: partial, keep: 2}
                  - {columnName: courriel, mask: null}
              - name: public
                included_columns: [nom, departement]
            listing:
              name: Équipements
        """

    static func document() throws -> MeshDocument {
        try MeshDocument(parsing: Array(text.utf8), file: "mesh.yml")
    }

    /// A mesh in which the table was loaded and nothing was said of it.
    static let loaded = MeshCatalog(
        assets: [
            KnownAsset(
                asset: Asset(name: "equipements", table: table),
                columns: ["nom", "departement", "telephone", "courriel"].map { .init(name: $0, type: "text") }
            )
        ],
        tenants: ["val_d_ille", "pays_de_bresse"])

    /// The mesh once a document was imported into ``loaded``.
    static func catalog(of document: MeshDocument) throws -> MeshCatalog {
        let directory = TermDirectory(document.glossaries)
        var catalog = loaded
        catalog.domain = document.domain
        catalog.domainUnits = document.domainUnits
        catalog.projects = document.projects
        catalog.glossaries = document.glossaries
        for index in catalog.assets.indices {
            guard var asset = document.assets.first(where: { $0.table == catalog.assets[index].asset.table })
            else {
                continue
            }
            asset.terms = try asset.terms.map { try directory.resolve($0).description }
            asset.columns = try asset.columns.mapValues { column in
                AssetColumn(
                    description: column.description,
                    terms: try column.terms.map { try directory.resolve($0).description })
            }
            catalog.assets[index].asset = asset
        }
        return catalog
    }
}

/// The codes of what was thrown, in order.
func codes(_ body: () throws -> Void) -> [String] {
    do {
        try body()
        return []
    } catch let failure as any Failure {
        return [failure.code.text]
    } catch let list as FailureList {
        return list.failures.map(\.code.text)
    } catch {
        return ["\(error)"]
    }
}
