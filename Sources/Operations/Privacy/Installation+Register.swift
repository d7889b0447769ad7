package import Compliance
import FoundationEssentials
import Postgres
import Settings
package import Tenancy
import Vocabulary

extension Installation {
    /// The record of processing activities of a tenant that is made.
    ///
    /// **Runs as** provisioner, who reads catalogs and the mesh and no table of the tenant's.
    package func processingRegister(of configuration: TenantConfiguration) throws -> ProcessingRegister {
        let scene = try privacyScene(of: configuration)
        let base = try connectMigratedBase()
        let subscribers = try subscribers(of: scene.tenant, in: base)
        let tables = scene.configuration.privacy.personalData.map { declaration in
            let name = RelationName(schema: declaration.schema(of: configuration.identifier), name: declaration.table)
            let channels = Channel.allCases.filter { channel in
                scene.catalog.views.contains {
                    $0.shown == name && $0.name.schema == scene.tenant.names.channelSchema(channel)
                }
            }
            return ProcessingRegister.Table(
                name: name, declaration: declaration, isThere: scene.catalog.relations[name] != nil,
                recipients: channels.map { .init(kind: .channel, name: $0.rawValue) } + (subscribers[name] ?? []))
        }
        return ProcessingRegister(
            scene.configuration, environment: settings.environment, place: scene.tenant.place, tables: tables,
            consents: try ConsentLedger.standings(of: scene.tenant.tenantID, in: base),
            madeAt: Date().formatted(.iso8601.year().month().day()))
    }

    /// All tenants that are made.
    package func registeredTenants() throws -> [RegisteredTenant] {
        try RegisteredTenant.all(in: connectMigratedBase())
    }

    /// Who reads which table of a tenant by a subscription.
    private func subscribers(
        of tenant: RegisteredTenant, in base: borrowing Connection
    ) throws -> [RelationName: [ProcessingRegister.Recipient]] {
        let rows = try base.query(
            """
            select assets.schema_name, assets.table_name, consumers.name, grants.masked_columns
            from mesh.subscription_grants as grants
            join mesh.subscriptions using (subscription_id)
            join mesh.listings using (listing_id)
            join mesh.assets using (asset_id)
            join mesh.projects on projects.project_id = subscriptions.project_id
            join socle.registry as consumers on consumers.tenant_id = projects.tenant_id
            where assets.tenant_id = \(tenant.tenantID) and grants.status = 'GRANTED'
            """
        ) { row in
            (
                RelationName(schema: try row[0], name: try row[1]),
                ProcessingRegister.Recipient(kind: .subscription, name: try row[2], masked: try row[3])
            )
        }
        return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
    }
}
