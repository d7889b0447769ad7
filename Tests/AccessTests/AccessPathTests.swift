import Access
import Testing

@Suite("Paths of a right")
struct AccessPathTests {
    /// A login in a group in a group; a second group that only SET ROLE reaches.
    private let graph = RoleGraph(roles: [
        "login": role(groups: ["readers": true, "owner": false]), "readers": role(groups: ["everybody": true]),
        "everybody": role(), "owner": role(), "king": role { $0.isSuperuser = true },
        "maker": role { $0.createsRoles = true }, "court": role(groups: ["king": true]),
        "backup": role { $0.replicates = true }, "pg": role(groups: ["pg_read_all_data": true]),
        "files": role(groups: ["pg_execute_server_program": true]),
    ])

    private static func role(
        groups: [String: Bool] = [:], _ change: (inout RoleGraph.Role) -> Void = { _ in }
    ) -> RoleGraph.Role {
        var role = RoleGraph.Role()
        role.isLogin = true
        role.groups = groups
        change(&role)
        return role
    }

    private func words(
        _ role: String, _ entries: ObjectRights.Entry..., to privilege: Privilege = .select, column: String? = nil,
        kind: ObjectRights.Kind = .relation
    ) -> [String] {
        ObjectRights(kind: kind, owner: "owner", entries: entries)
            .paths(of: role, to: privilege, column: column, in: graph).map(\.words)
    }

    @Test("each source is named with the chain that leads to it")
    func sources() {
        let select = ObjectRights.Entry(grantee: "everybody", grantor: "owner", privilege: "SELECT")
        #expect(words("login", select) == ["member of readers, of everybody, which was given it by owner"])
        #expect(words("readers", select) == ["member of everybody, which was given it by owner"])
        #expect(words("everybody", select) == ["given by owner"])
        #expect(words("login", select, to: .insert) == [])
        let own = ObjectRights.Entry(grantee: "owner", grantor: "owner", privilege: "SELECT", isDefault: true)
        #expect(words("owner", own) == ["owner"])
        #expect(words("login", own) == ["by SET ROLE owner, which owns it"])
        let all = ObjectRights.Entry(grantee: nil, grantor: "owner", privilege: "SELECT")
        #expect(words("backup", all) == ["REPLICATION", "given to everyone by owner"])
        let usual = ObjectRights.Entry(grantee: nil, grantor: "owner", privilege: "EXECUTE", isDefault: true)
        #expect(
            words("login", usual, to: .execute, kind: .function) == ["everyone's by PostgreSQL's default for its kind"])
    }

    @Test("powers count without any right, and what a role is needs SET ROLE to be used by a member")
    func powers() {
        #expect(words("king") == ["superuser"])
        #expect(words("court") == ["by SET ROLE king, which is a superuser"])
        #expect(words("maker") == ["CREATEROLE"])
        #expect(words("pg") == ["member of pg_read_all_data, a predefined role"])
        #expect(words("pg", to: .insert) == [])
        #expect(words("files", to: .truncate) == ["member of pg_execute_server_program, a predefined role"])
    }

    @Test("a right on another column is none on the one that is asked for, and one on any when none is")
    func columns() {
        let name = ObjectRights.Entry(grantee: "login", grantor: "owner", privilege: "SELECT", column: "name")
        #expect(words("login", name, column: "name") == ["given on column name by owner"])
        #expect(words("login", name, column: "email") == [])
        #expect(words("login", name) == ["given on column name by owner"])
    }

    @Test("members of each other do not make the search endless")
    func circle() {
        let circle = RoleGraph(roles: [
            "a": Self.role(groups: ["b": true]), "b": Self.role(groups: ["a": true]),
        ])
        #expect(circle.chains(from: "a", bySetRole: false) == ["a": ["a"], "b": ["a", "b"]])
    }
}
