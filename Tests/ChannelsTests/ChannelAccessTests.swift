import Testing

@testable import Channels

@Suite("What a login reaches, against what it shall reach")
struct ChannelAccessTests {
    private func right(
        _ schema: String, _ name: String, _ privilege: String = "SELECT", isPublic: Bool = false,
        isOpen: Bool = true
    ) -> GrantedRelation {
        GrantedRelation(
            schema: schema, name: name, kind: "v", privilege: privilege, isPublic: isPublic,
            isSchemaOpen: isOpen)
    }

    private var declared: [GrantedRelation] {
        [right("t_metabase", "v"), right("catalogue", "assets"), right("catalogue", "columns")]
    }

    @Test("the declared set and public relations are exact")
    func exact() {
        let rights =
            declared + [
                right("pg_catalog", "pg_class", isPublic: true),
                right("information_schema", "tables", isPublic: true),
                right("public", "spatial_ref_sys", isPublic: true),
                right("pg_catalog", "pg_settings", "UPDATE", isPublic: true),
            ]
        #expect(ChannelAccess(declaredViews: ["t_metabase.v"], rights: rights).isExact)
    }

    @Test(
        "a right that nobody declared is excess",
        arguments: [
            ("t_logement", "ventes", "SELECT", false), ("t_metabase", "v", "INSERT", false),
            ("pg_catalog", "pg_authid", "SELECT", false), ("public", "notes", "SELECT", true),
            ("public", "spatial_ref_sys", "INSERT", true), ("pg_catalog", "pg_class", "UPDATE", true),
        ])
    func excess(schema: String, name: String, privilege: String, isPublic: Bool) {
        let rights = declared + [right(schema, name, privilege, isPublic: isPublic)]
        let access = ChannelAccess(declaredViews: ["t_metabase.v"], rights: rights)
        #expect(access.excess == ["\(schema).\(name) \(privilege)"])
        #expect(access.missing == [])
    }

    @Test("a right in a closed schema is excess where it was not declared and missing where it was")
    func closed() {
        let hidden = declared + [right("t_logement", "ventes", isOpen: false)]
        #expect(
            ChannelAccess(declaredViews: ["t_metabase.v"], rights: hidden).excess == [
                "t_logement.ventes SELECT"
            ])
        let useless = [right("t_metabase", "v", isOpen: false)] + declared.dropFirst()
        #expect(
            ChannelAccess(declaredViews: ["t_metabase.v"], rights: useless).missing == ["t_metabase.v SELECT"]
        )
    }

    @Test("a view that the login cannot read is missing")
    func missing() {
        let access = ChannelAccess(declaredViews: ["t_metabase.v", "t_metabase.w"], rights: declared)
        #expect(access.missing == ["t_metabase.w SELECT"])
    }
}
