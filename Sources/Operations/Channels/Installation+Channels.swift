package import Channels
import Postgres
import Tenancy
package import Vocabulary

extension Installation {
    /// A channel of a tenant that was made.
    package func channel(_ channel: Channel, of tenant: TenantIdentifier) throws -> TenantChannel {
        let found = try RegisteredTenant.find(tenant, in: connectMigratedBase())
        try requireLiving(found)
        return TenantChannel(channel, of: found)
    }

    /// Brings the views, comments and rights of a channel to what the mesh says.
    ///
    /// - Parameter isApplied: whether the difference is carried out.
    package func enable(_ channel: TenantChannel, isApplied: Bool) throws -> ChannelPlan {
        try relay()
        let base = try connectMigratedBase()
        let data = try connectProvisioner(to: channel.tenant.place)
        return isApplied
            ? try channel.enable(base: base, data: data) : try channel.plan(base: base, data: data)
    }

    /// Takes the views and rights of a channel away.
    package func disable(_ channel: TenantChannel) throws -> ChannelPlan {
        try channel.disable(data: connectProvisioner(to: channel.tenant.place))
    }

    /// What the login of a channel can reach, against what it shall reach.
    ///
    /// - Throws: ``ChannelFailure/notDeclared(channel:tenant:)``.
    package func access(of channel: TenantChannel) throws -> ChannelAccess {
        let data = try connectProvisioner(to: channel.tenant.place)
        try channel.requireLogin(in: data)
        return try .inspect(channel, in: data)
    }

    /// Logs in as a channel's readers do, reads what they read, and tries all the rest.
    package func trial(of channel: TenantChannel, rowLimit: Int) throws -> ChannelTrial {
        let access = try access(of: channel)
        return try .run(
            channel, as: parameters(forLogin: channel.login, of: channel.tenant.identifier), against: access,
            rowLimit: rowLimit)
    }

    /// Where the readers of a channel connect.
    package func connection(of channel: TenantChannel) throws -> ChannelConnection {
        try channel.requireLogin(in: connectProvisioner(to: channel.tenant.place))
        let address = try address(of: channel.tenant.place)
        return ChannelConnection(channel, host: address.host ?? "localhost", port: address.port ?? 5432)
    }

    /// Writes the file that Power BI opens as a connection; it holds no password.
    package func writePowerBIFile(for channel: TenantChannel, to path: String) throws {
        try writeFile(path, connection(of: channel).powerBI().indented + "\n", mode: 0o644)
    }
}
