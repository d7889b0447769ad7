package import Postgres
package import Tenancy
package import Vocabulary

/// One way out to the readers of one tenant: a login, and a schema of views that it may read.
package struct TenantChannel: Hashable, Sendable {
    package let tenant: RegisteredTenant
    package let channel: Channel

    package init(_ channel: Channel, of tenant: RegisteredTenant) {
        self.tenant = tenant
        self.channel = channel
    }

    package var schema: Identifier { tenant.names.channelSchema(channel) }
    package var login: Identifier { tenant.names.channelLogin(channel) }
    /// The platform's role that owns schema and views.
    var owner: Identifier { tenant.names.share }

    /// Refuses a channel that the tenant has not.
    ///
    /// - Throws: ``ChannelFailure/notDeclared(channel:tenant:)``.
    package func requireLogin(in data: borrowing Connection) throws {
        let isThere: Bool? = try data.first("select exists (select from pg_roles where rolname = \(login))") { row in
            try row[0]
        }
        if isThere != true {
            throw ChannelFailure.notDeclared(channel: channel.rawValue, tenant: tenant.identifier.text)
        }
    }

    // MARK: Commands

    /// Says what ``enable(base:data:)`` would do.
    ///
    /// **Runs as** provisioner in the tenant's data database; any role that reads the mesh in the base.
    package func plan(base: borrowing Connection, data: borrowing Connection) throws -> ChannelPlan {
        let tables = try TenantTable.list(for: self, in: base)
        return try data.transaction(.repeatableRead.readOnly) { data in
            try data.execute("set local search_path = ''")
            return try ChannelPlan(enabling: self, tables, ChannelInspection.inspect(self, tables, in: data))
        }
    }

    /// Brings the channel's views, comments and rights to what the mesh says, in one transaction.
    ///
    /// **Runs as** provisioner in the tenant's data database, which may be the base itself.
    ///
    /// - Returns: what was done; its ``ChannelPlan/isEmpty`` is true when there was nothing to do.
    /// - Throws: ``ChannelFailure``.
    package func enable(base: borrowing Connection, data: borrowing Connection) throws -> ChannelPlan {
        let tables = try TenantTable.list(for: self, in: base)
        return try change(data, tables) { inspection in try ChannelPlan(enabling: self, tables, inspection) }
    }

    /// Takes all views and rights of the channel away; the login and the empty schema stay.
    ///
    /// **Runs as** provisioner in the tenant's data database.
    package func disable(data: borrowing Connection) throws -> ChannelPlan {
        try change(data, []) { inspection in ChannelPlan(disabling: self, inspection) }
    }

    private func change(
        _ data: borrowing Connection, _ tables: [TenantTable],
        _ plan: (ChannelInspection) throws -> ChannelPlan
    ) throws -> ChannelPlan {
        try data.transaction { data in
            // The server writes every name in full, and finds functions in pg_catalog alone.
            try data.execute("set local search_path = ''")
            // A reader who holds a view open gets a refusal, not the platform's patience.
            try data.execute("set local lock_timeout = '5s'")
            // A row that no tenant reaches; an advisory lock could be held by any login.
            try data.execute("select from socle.schemas where schema_name = \(schema) for update")
            let plan = try plan(ChannelInspection.inspect(self, tables, in: data))
            try plan.apply(in: data)
            return plan
        }
    }
}
