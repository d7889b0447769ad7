package import FoundationEssentials
package import Postgres
package import Tenancy
package import Vocabulary

/// A tenant as the guard looks at it: its limits as last applied, and what it was last found to use.
package struct WatchedTenant: Sendable {
    package let tenantID: UUID
    package let identifier: TenantIdentifier
    package let placement: Placement
    package let place: DataPlace
    package let limits: AppliedLimits
    /// Seconds since its storage was frozen, nil when it is not.
    package let frozenFor: Double?
    /// Whether, since then, its open transactions were ended, and nobody gave the rights back by hand.
    package private(set) var areWritersEnded: Bool
    package let isWarned: Bool
    /// Bytes of its files, as last measured.
    package var storageBytes: Int64
    /// Bytes that the platform keeps of its loads.
    package let historyBytes: Int64
    /// Roles that belong to it, its logins among them.
    package let roles: Set<String>

    package var names: TenantNames { TenantNames(identifier) }

    /// How its storage stands.
    package var storage: StorageStanding {
        StorageStanding(
            used: storageBytes + historyBytes, permitted: limits.storageBytes, isWarned: isWarned,
            frozenFor: frozenFor, areWritersEnded: areWritersEnded)
    }

    /// The tenants of a server that are to be looked at now: whose logins have sessions, or whose storage is nearly
    /// used up.
    ///
    /// **Cost** one query over the registry; one more of the server while a tenant there is frozen.
    ///
    /// - Parameter connection: any database of that server.
    package static func watched(
        on server: ServerName, withSessionsOf logins: Set<String>, in base: borrowing Connection,
        asking connection: borrowing Connection
    ) throws -> [WatchedTenant] {
        var tenants = try base.query(
            """
            \(sql: columns)
            where state = 'active' and server = \(server) and (
                tenant_id in (
                    select tenant_id from socle.derived_names where kind = 'role' and name = any(\(Array(logins))::text[])
                )
                or frozen_at is not null or warned_at is not null
                or storage_bytes + history_bytes >= (limits ->> 'storage_bytes')::bigint * \(StorageStanding.nearShare)
            )
            """, decode)
        let regained = try groupsOfWriters(of: tenants.filter { $0.frozenFor != nil }, on: connection)
        for index in tenants.indices where !regained.isDisjoint(with: tenants[index].writingGroups) {
            tenants[index].areWritersEnded = false
        }
        return tenants
    }

    /// The groups that a freeze takes the logins from.
    private var writingGroups: [String] { [names.write.text, names.owner.text] }

    /// Those groups of frozen tenants that have a login of theirs, since somebody gave it back or a thaw was cut short.
    private static func groupsOfWriters(
        of frozen: [WatchedTenant], on server: borrowing Connection
    ) throws -> Set<String> {
        if frozen.isEmpty { return [] }
        let logins = frozen.flatMap { $0.names.writers.map(\.text) }
        return Set(
            try server.query(
                """
                select granted.rolname::text
                from pg_auth_members
                join pg_roles as granted on granted.oid = roleid
                join pg_roles as member on member.oid = pg_auth_members.member
                where granted.rolname = any(\(frozen.flatMap(\.writingGroups))::name[])
                    and member.rolname = any(\(logins)::name[])
                """
            ) { row -> String in try row[0] })
    }

    /// One tenant of the registry as it stands now, nil when it is not active any more.
    package static func find(_ tenantID: UUID, in base: borrowing Connection) throws -> WatchedTenant? {
        try base.first("\(sql: columns) where state = 'active' and tenant_id = \(tenantID)", decode)
    }

    private static let columns: SQL = """
        select tenant_id, identifier, placement, server, database,
            extract(epoch from clock_timestamp() - frozen_at)::float8,
            writers_ended_at is not null, warned_at is not null, coalesce(storage_bytes, 0), coalesce(history_bytes, 0),
            array(select name from socle.derived_names as held where held.tenant_id = registry.tenant_id
                and kind = 'role'),
            \(sql: AppliedLimits.columns)
        from socle.registry left join socle.tenant_usage using (tenant_id)
        """

    private static func decode(_ row: Row) throws -> WatchedTenant {
        let roles: [String] = try row[10]
        return WatchedTenant(
            tenantID: try row[0], identifier: try row[1], placement: try row[2],
            place: DataPlace(server: try row[3], database: try row[4]), limits: try AppliedLimits(row, from: 11),
            frozenFor: try row[5], areWritersEnded: try row[6], isWarned: try row[7], storageBytes: try row[8],
            historyBytes: try row[9], roles: Set(roles))
    }
}
