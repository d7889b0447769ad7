package import Postgres
package import Vocabulary

/// What a login may reach outside of its own tenant; `docs/isolation.md` and `docs/access.md` say the same.
package struct DocumentedAccess: Sendable {
    /// A share that the mesh grants: a view of one tenant that another may read.
    package struct Share: Hashable, Sendable {
        package let place: DataPlace
        package let schema: Identifier
        package let view: Identifier
        package let consumer: TenantIdentifier

        package init(place: DataPlace, schema: Identifier, view: Identifier, consumer: TenantIdentifier) {
            self.place = place
            self.schema = schema
            self.view = view
            self.consumer = consumer
        }
    }

    private let shares: [Share]

    package init(shares: [Share]) {
        self.shares = shares
    }

    /// Reads the shares that are in force.
    ///
    /// **Runs as** a role that reads the mesh, in the base.
    package static func read(in base: borrowing Connection) throws -> DocumentedAccess {
        let shares = try base.query(
            """
            select producers.server, grants.database, grants.share_schema, grants.share_view, consumers.identifier
            from mesh.subscription_grants as grants
            join mesh.subscriptions using (subscription_id)
            join mesh.listings on listings.listing_id = subscriptions.listing_id
            join mesh.assets using (asset_id)
            join socle.registry as producers on producers.tenant_id = assets.tenant_id
            join mesh.projects on projects.project_id = subscriptions.project_id
            join socle.registry as consumers on consumers.tenant_id = projects.tenant_id
            where grants.status = 'GRANTED'
            """
        ) { row in
            Share(
                place: DataPlace(server: try row[0], database: try row[1]), schema: try row[2], view: try row[3],
                consumer: try row[4])
        }
        return DocumentedAccess(shares: shares)
    }

    /// The rights of a login on what is not its tenant's, as `object RIGHT`.
    package func rights(of login: Neighbourhood.Login, at place: DataPlace) -> Set<String> {
        switch login.purpose {
        case "etl": return Self.loading
        case "admin", "app":
            return Set(
                shares.filter { $0.consumer == login.tenant && $0.place == place }.flatMap { share in
                    ["schema \(share.schema) USAGE", "\(share.schema).\(share.view) SELECT"]
                })
        default: return Self.reading
        }
    }

    /// What the group `socle_etl` may do: a load or an erasure records itself, and sees its own records.
    package static let loading: Set<String> = [
        "schema socle USAGE", "socle.own_loads SELECT", "socle.own_rejects SELECT", "socle.own_chunks SELECT",
        "socle.own_repairs SELECT", "socle.session_tenant() EXECUTE",
        "socle.begin_load(text,text,text,text,jsonb) EXECUTE",
        "socle.describe_load(uuid,bytea,bigint,jsonb,bytea,text) EXECUTE", "socle.hold_dataset(uuid) EXECUTE",
        "socle.dataset_holder(uuid) EXECUTE", "socle.release_dataset(uuid) EXECUTE", "socle.same_content(uuid) EXECUTE",
        "socle.stale_stagings(uuid) EXECUTE", "socle.resumable_load(uuid) EXECUTE",
        "socle.take_over_chunks(uuid,uuid) EXECUTE", "socle.record_chunk(uuid,int8multirange,bigint) EXECUTE",
        "socle.is_settled(uuid,timestamp with time zone) EXECUTE", "socle.swap_obstacles(oid,text) EXECUTE",
        "socle.prepare_swap(oid,oid) EXECUTE", "socle.part_name(oid,oid) EXECUTE",
        "socle.constraints_of(oid) EXECUTE", "socle.part_statements(oid,oid) EXECUTE",
        "socle.finishing_statements(oid,oid) EXECUTE",
        "socle.view_statements(oid,oid) EXECUTE", "socle.load_tables(uuid) EXECUTE",
        "socle.hold_tables(uuid,interval) EXECUTE", "socle.exchange_tables(uuid) EXECUTE",
        "socle.swap_load(uuid,interval) EXECUTE", "socle.hide_staging(oid) EXECUTE", "socle.show_table(oid) EXECUTE",
        "socle.record_rejects(uuid,jsonb) EXECUTE", "socle.record_repairs(uuid,jsonb) EXECUTE",
        "socle.mark_replayed(uuid,uuid,bigint[]) EXECUTE",
        "socle.finish_load(uuid,bigint,bigint,bigint,bigint,jsonb,jsonb) EXECUTE",
        "socle.end_load(uuid,text,text,text) EXECUTE", "socle.erase_rejects(text[]) EXECUTE",
        "socle.record_privacy(text,text,jsonb) EXECUTE",
    ]

    /// What the group `socle_reader` may do: a channel knows what its own views show.
    package static let reading: Set<String> = [
        "schema catalogue USAGE", "catalogue.assets SELECT", "catalogue.columns SELECT",
    ]
}
