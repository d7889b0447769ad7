package import Postgres
import Vocabulary

/// What a channel's login can reach, against what it shall reach.
package struct ChannelAccess: Hashable, Sendable {
    /// What the login shall reach, as `schema.name PRIVILEGE`.
    package let declared: Set<String>
    /// What it reaches beside the public relations.
    package let granted: Set<String>

    /// Relations that PostgreSQL and PostGIS show to everyone, by their full names.
    package let publicRelations: Set<String>

    /// What it shall reach and cannot.
    package var missing: [String] { declared.subtracting(granted).sorted() }

    /// What it can reach and shall not.
    package var excess: [String] { granted.subtracting(declared).sorted() }

    package var isExact: Bool { granted == declared }

    /// Compares; reaches no server.
    ///
    /// A right counts as missing too while the schema is closed to the login.
    package init(declaredViews: [String], rights: [GrantedRelation]) {
        declared = Set((declaredViews + Self.catalogue).map { "\($0) SELECT" })
        let closed = Set(rights.filter { !$0.isSchemaOpen }.map(\.right)).intersection(declared)
        granted = Set(rights.filter { !PublicRelations.contains($0) }.map(\.right)).subtracting(closed)
        publicRelations = Set(rights.filter(PublicRelations.contains).map { "\($0.schema).\($0.name)" })
    }

    /// What every reader may know of his channel.
    private static let catalogue = ["catalogue.assets", "catalogue.columns"]

    /// Reads the declared views of a channel and the rights of its login.
    ///
    /// **Runs as** provisioner, in the tenant's data database.
    package static func inspect(_ channel: TenantChannel, in data: borrowing Connection) throws
        -> ChannelAccess
    {
        let views: [String] = try data.query(
            "select view_name from socle.published_views where schema_name = \(channel.schema)"
        ) { row in try row[0] }
        return ChannelAccess(
            declaredViews: views.map { "\(channel.schema).\($0)" },
            rights: try GrantedRelation.list(of: channel.login, in: data))
    }
}

extension GrantedRelation {
    /// The right as `schema.name PRIVILEGE`.
    fileprivate var right: String { "\(schema).\(name) \(privilege)" }
}
