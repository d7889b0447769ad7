import Audit
import FoundationEssentials
import Postgres
import Tenancy
import Vocabulary

extension MovedTenant {
    /// Makes the new place as far as a copy needs it: database, roles, empty schemas.
    ///
    /// What lies there of an earlier run is thrown away.
    func prepareTarget() throws {
        let base = try installation.connectProvisioner()
        if toPlacement != .schema {
            try base.execute(
                """
                insert into socle.derived_names (kind, name, tenant_id)
                values ('database', \(to.database), \(tenant.tenantID)) on conflict do nothing
                """)
            try installation.makeDatabase(at: to, connectionLimit: tenant.limits.databaseConnections)
        }
        if to.server != from.server { try copyRoles() }
        let target = try target()
        try clearSchemas(in: target)
        try target.execute(
            """
            insert into socle.tenants (tenant_id, identifier) values (\(tenant.tenantID), \(tenant.identifier))
            on conflict do nothing
            """)
    }

    /// Makes the tenant's roles on another server, each with the password that it has.
    func copyRoles() throws {
        let source = try installation.connectCluster(from.server)
        let target = try installation.connectCluster(to.server)
        let roles = try source.query(
            """
            select rolname::text, rolpassword from pg_authid
            where rolname::text = any(\(names.roles.map(\.text))::text[])
            """
        ) { row -> (Identifier, String?) in (try row[0], try row[1]) }
        for (name, verifier) in roles {
            let exists = try target.first("select exists (select from pg_roles where rolname = \(name))") { row in
                try row[0] as Bool
            }
            if exists != true { try target.execute("create role \(identifier: name) nologin") }
            if let verifier {
                try target.execute("alter role \(identifier: name) password \(literal: verifier)")
            }
        }
    }

    /// Makes the schemas empty that are copied.
    func clearSchemas(in target: borrowing Connection) throws {
        guard !isSwitched else { preconditionFailure("the place where a tenant lies is not cleared") }
        for schema in schemas {
            try target.execute("drop schema if exists \(identifier: schema) cascade")
            try target.execute("create schema \(identifier: schema) authorization \(identifier: names.owner)")
        }
    }

    /// Takes away a place in which the tenant does not lie: its database, or its schemas in a shared one.
    func drop(_ place: DataPlace, _ placement: Placement) throws {
        guard tenant.place != place else { preconditionFailure("the place where a tenant lies is not dropped") }
        if placement == .schema {
            try dropSchemas(in: installation.connectProvisioner(to: place))
        } else {
            try dropDatabase(place)
        }
        if place.server != tenant.place.server { try dropRoles(on: place.server) }
    }

    private func dropDatabase(_ place: DataPlace) throws {
        let cluster = try installation.connectCluster(place.server)
        if try installation.databaseExists(place.database, asking: cluster) {
            // A chain is proved for years, longer than the database in which it was written.
            try installation.keepChains(of: place)
            try cluster.execute("drop database if exists \(identifier: place.database) with (force)")
        }
        try cluster.execute("drop role if exists \(identifier: PlatformRoles.connect(to: place.database))")
        if tenant.place.database != place.database {
            try installation.connectProvisioner().execute(
                """
                delete from socle.derived_names
                where kind = 'database' and name = \(place.database) and tenant_id = \(tenant.tenantID)
                """)
        }
    }

    private func dropSchemas(in data: borrowing Connection) throws {
        let all =
            schemas + [names.auditSchema, names.shareSchema] + Channel.allCases.map(names.channelSchema)
        try installation.dropSchemas(all, in: data)
        try installation.forgetData(of: tenant, in: data)
    }

    private func dropRoles(on server: ServerName) throws {
        let cluster = try installation.connectCluster(server)
        for role in names.roles.reversed() {
            let exists = try cluster.first("select exists (select from pg_roles where rolname = \(role))") { row in
                try row[0] as Bool
            }
            guard exists == true else { continue }
            try cluster.execute("drop owned by \(identifier: role)")
            try cluster.execute("drop role \(identifier: role)")
        }
        try installation.removeHostAccess(of: tenant.identifier, on: server)
    }
}
