package import Channels
package import FoundationEssentials
package import Mesh
import Operations
package import Postgres
package import Vocabulary

@testable package import Tenancy

/// Two tenants of the base, of whom one has loaded a table that the mesh describes and offers.
package struct MeshWorld {
    package let database: TestDatabase
    package let giver: TenantIdentifier
    package let taker: TenantIdentifier

    /// The giver's schema that holds the table `equipements`.
    package var schema: String { "\(giver)_equipements" }

    /// Makes tenants, loads the table, relays, and imports the document.
    package init() throws {
        database = TestDatabase.current
        giver = try database.newTenant()
        taker = try database.newTenant()
        for tenant in [giver, taker] {
            _ = try database.installation.apply(Self.configuration(tenant))
        }
        try Self.load(schema: schema, as: login("etl", of: giver))
        let base = try database.connect()
        _ = try relay(base)
        let document = try MeshDocument(parsing: Array(self.document.utf8), file: "mesh.yml")
        _ = try MeshPlan.import(document, into: base)
    }

    /// A tenant that has one theme and two channels.
    package static func configuration(
        _ tenant: TenantIdentifier, tier: Tier = .free, placement: Placement = .schema
    ) throws -> TenantConfiguration {
        TenantConfiguration(
            identifier: tenant, name: "Ville de \(tenant)", tier: tier, region: "france",
            contact: .init(name: "Zoé", email: "zoe@example.org"), placement: placement,
            themes: [try Theme("equipements")], channels: [.metabase, .powerbi],
            limits: .init(
                users: 10, storage: ByteCount(gigabytes: 1), apiCallsPerMonth: 10_000, databaseConnections: 20,
                channels: [.metabase, .powerbi]),
            rotation: .init(keys: .never, logins: .never))
    }

    /// A login of a tenant, with its password from the vault.
    package func login(_ purpose: String, of tenant: TenantIdentifier) throws -> ConnectionParameters {
        try database.installation.parameters(forLogin: Identifier("\(tenant)_\(purpose)"), of: tenant)
    }

    // MARK: Loads

    /// The columns of the table, as a load tells them to the mesh.
    package static let columns = """
        [{"name": "id", "type": "bigint", "label": "Id", "ordinal": 1},
         {"name": "nom", "type": "text", "label": "Nom", "ordinal": 2},
         {"name": "departement", "type": "text", "label": "Département", "ordinal": 3},
         {"name": "telephone", "type": "character varying(20)", "label": "Téléphone", "ordinal": 4},
         {"name": "ouverture", "type": "date", "label": "Ouverture", "ordinal": 5},
         {"name": "prix", "type": "numeric(10,2)", "label": "Prix (€)", "ordinal": 6}]
        """

    /// Makes and fills the table, and records the load.
    package static func load(schema: String, as login: ConnectionParameters) throws {
        let etl = try Connection(to: login)
        let table = SQL(raw: "\(schema).equipements")
        try etl.execute(
            """
            create table \(sql: table) (
                id bigint, nom text, departement text, telephone varchar(20), ouverture date, prix numeric(10,2)
            )
            """)
        try etl.execute(
            """
            insert into \(sql: table) values
                (1, 'Piscine', '35', '0299010203', '2020-05-06', 1.5), (2, 'Médiathèque', '01', '0474010203', null, 2),
                (3, 'Gymnase', '35', null, '1999-12-31', 3), (4, 'Crèche', null, '02', '2001-01-01', null)
            """)
        try record(columns, schema: schema, table: "equipements", in: etl)
    }

    /// Records a load of the giver's table, as the end of one does.
    package func record(_ columns: String, table: String = "equipements", in etl: borrowing Connection) throws {
        try Self.record(columns, schema: schema, table: table, in: etl)
    }

    private static func record(
        _ columns: String, schema: String, table: String, in etl: borrowing Connection
    ) throws {
        let load: UUID? = try etl.first(
            "select socle.begin_load(\(schema), \(table), 'test.csv', 'replace')"
        ) { row in try row[0] }
        try etl.execute("select socle.describe_load(\(orNull: load), sha256('test'), 4, '{}')")
        try etl.execute("select socle.finish_load(\(orNull: load), 4, 4, 0, 0, \(columns)::jsonb)")
    }

    /// Tells the mesh what happened, as the relay does.
    package func relay(_ base: borrowing Connection) throws -> [RelayOutcome] {
        try Self.relay(database.name, base, to: base)
    }

    /// Tells the mesh what happened in a database of that name.
    package static func relay(
        _ name: String, _ data: borrowing Connection, to base: borrowing Connection
    ) throws -> [RelayOutcome] {
        let events = try readOutbox(data)
        var outcomes: [RelayOutcome] = []
        for event in events { outcomes.append(try takeOutboxEvent(event, from: name, in: base)) }
        try markRelayed(events, in: data)
        return outcomes
    }

    // MARK: The mesh

    /// What the mesh is to hold, as a person writes it.
    package var document: String {
        """
        domain:
          name: socle-dev-unified-domain
        domain_units:
          - name: equipements-domain-unit
          - name: habitat-domain-unit
            parent: equipements-domain-unit
        projects:
          - name: equipements-inventaire-dev-project
            domain_unit: equipements-domain-unit
            tenant: \(giver)
          - name: habitat-ventes-dev-project
            domain_unit: habitat-domain-unit
            tenant: \(taker)
        glossaries:
          - name: Territoire
            project: equipements-inventaire-dev-project
            terms:
              - name: Département
                short_description: Code du département.
              - name: Coordonnée
        assets:
          - name: Équipements publics
            table: {tenant: \(giver), theme: equipements, name: equipements}
            project: equipements-inventaire-dev-project
            description: L'inventaire des "équipements".
            columns:
              nom: {description: Nom de l'équipement.}
              departement: {terms: [Département]}
              telephone: {terms: [Coordonnée]}
            filters:
              - name: ille-et-vilaine
                row_filter:
                  or:
                    - equalTo: {columnName: departement, value: "35"}
                    - greaterThan: {columnName: prix, value: "1000.5"}
              - name: masques
                column_masks:
                  - {columnName: telephone, mask: partial, keep: 2}
                  - {columnName: ouverture, mask: year}
                  - {columnName: nom, mask: hash}
                  - {columnName: prix, mask: null}
            listing:
              name: Équipements
        """
    }

    /// Asks for the listing on behalf of the other tenant.
    package func ask(_ base: borrowing Connection) throws -> SubscriptionRequest {
        try SubscriptionRequest.ask(
            for: "Équipements", project: "habitat-ventes-dev-project", reason: "Pour comparer.", in: base)
    }

    /// Approves with both filters and proves the access.
    package func share(_ base: borrowing Connection, expiresAt: Date? = nil) throws -> Approval.Result {
        let approval = Approval(
            requestID: try ask(base).requestID, filters: ["ille-et-vilaine", "masques"], expiresAt: expiresAt)
        let result = try approval.carryOut(in: base)
        _ = try GrantProof.run(result.subscriptionID, as: login("app", of: taker), in: base)
        return result
    }

    /// A channel of one of the two.
    package func channel(_ channel: Channel, of tenant: TenantIdentifier, _ base: borrowing Connection) throws
        -> TenantChannel
    {
        TenantChannel(channel, of: try RegisteredTenant.find(tenant, in: base))
    }
}
