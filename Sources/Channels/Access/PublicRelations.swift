/// What PostgreSQL and PostGIS let everyone reach; docs/channels.md lists the same.
///
/// No grant of the platform is among it. A right belongs here only while
/// everyone has it: the same right given to one role is no public one.
package enum PublicRelations {
    /// Schemas of which every relation may be public, for SELECT.
    package static let schemas = ["information_schema", "pg_catalog"]

    /// Relations outside these schemas, by their full names, for SELECT.
    package static let relations = [
        "public.geography_columns", "public.geometry_columns", "public.spatial_ref_sys",
    ]

    /// Rights other than SELECT: a session may change its own settings through this view.
    package static let furtherRights = ["pg_catalog.pg_settings UPDATE"]

    /// Whether a right is one of these and everyone's.
    package static func contains(_ granted: GrantedRelation) -> Bool {
        guard granted.isPublic else { return false }
        let name = "\(granted.schema).\(granted.name)"
        if granted.privilege == "SELECT" {
            return schemas.contains(granted.schema) || relations.contains(name)
        }
        return furtherRights.contains("\(name) \(granted.privilege)")
    }
}
