import FoundationEssentials
import Testing
import Vocabulary

@testable import Tenancy

@Suite("Plans of tenants")
struct TenantPlanTests {
    private func desired(_ configuration: TenantConfiguration) throws -> DesiredTenant {
        try DesiredTenant(configuration, baseDatabase: Identifier("socle"))
    }

    private func plan(_ desired: DesiredTenant, _ inspected: InspectedTenant) throws -> [String] {
        try TenantPlan(desired: desired, inspected: inspected, newTenantID: UUID()).changes.map(\.sentence)
    }

    @Test("what is declared and there needs nothing", arguments: [Placement.schema, .database])
    func nothingToDo(_ placement: Placement) throws {
        let desired = try desired(configuration(placement: placement, channels: [.metabase, .powerbi]))
        #expect(try plan(desired, Fulfilled(desired).inspected) == [])
    }

    @Test("a new tenant gets its names before its roles, and its roles before its schemas")
    func newTenant() throws {
        let sentences = try plan(desired(configuration()), nothing)
        #expect(sentences.first == "register tenant 'acme' as free")
        let places = try [
            "hold 15 names in the registry", "create group role 'acme_owner'", "create schema 'acme_economie'",
        ]
        .map { try #require(sentences.firstIndex(of: $0)) }
        #expect(places == places.sorted())
    }

    @Test("a tenant with a database of its own gets one, and holds its name")
    func ownDatabase() throws {
        let sentences = try plan(desired(configuration(tier: .standard, placement: .database)), nothing)
        #expect(sentences.contains("create database 'socle_acme'"))
    }

    @Test("no plan can give a group a login or a password")
    func groupsHaveNoPassword() throws {
        let sentences = try plan(desired(configuration()), nothing).filter { $0.contains("password") }
        #expect(sentences.allSatisfy { $0.contains("login") } && sentences.count == 4)
    }

    @Test("each drift is named and mended")
    func drift() throws {
        let desired = try desired(configuration())
        func sentences(_ change: (inout Fulfilled) -> Void) throws -> [String] {
            var state = Fulfilled(desired)
            change(&state)
            return try plan(desired, state.inspected)
        }
        func role(_ name: String, _ change: @escaping (InspectedTenant.Role) -> InspectedTenant.Role) -> (
            inout Fulfilled
        ) -> Void {
            { state in state.roles[name] = state.roles[name].map(change) }
        }
        #expect(try sentences { $0.roles["acme_read"] = nil }.first == "create group role 'acme_read'")
        #expect(
            try sentences(role("acme_etl") { $0.with(connectionLimit: -1) })
                == ["limit login 'acme_etl' to 2 connections"])
        #expect(
            try sentences(role("acme_app") { $0.with(isPrivileged: true) })
                == ["restore the attributes of login 'acme_app'"])
        #expect(
            try sentences(role("acme_app") { $0.with(bypassesRowSecurity: true) })
                == ["restore the attributes of login 'acme_app'"])
        #expect(
            try sentences(role("acme_read") { $0.with(bypassesRowSecurity: true) })
                == ["take login and privileges from group role 'acme_read'"])
        #expect(
            try sentences(role("acme_share") { $0.with(bypassesRowSecurity: false) })
                == ["let group role 'acme_share' read past policies on rows, and do nothing else"])
        #expect(
            try sentences(role("acme_owner") { $0.with(members: ["acme_etl", "mallory"]) })
                == ["end the membership of 'mallory' in 'acme_owner'"])
        #expect(
            try sentences(role("acme_app") { $0.with(databasesWithSettings: ["socle"]) })
                == ["reset what is set for 'acme_app' in database 'socle'"])
        #expect(
            try sentences(role("acme_read") { $0.with(canLogin: true) })
                == ["take login and privileges from group role 'acme_read'"])
        #expect(
            try sentences(role("acme_metabase") { $0.with(memberOf: $0.memberOf.union(["acme_read"])) })
                == ["end the membership of 'acme_metabase' in 'acme_read'"])
        #expect(
            try sentences(role("acme_app") { $0.with(memberOf: $0.memberOf.subtracting(["acme_write"])) })
                == ["make 'acme_app' a member of 'acme_write'"])
        #expect(
            try sentences(role("acme_app") { $0.with(settings: $0.settings.merging(["work_mem": "1GB"]) { $1 }) })
                == ["reset 'work_mem' of login 'acme_app'"])
        #expect(
            try sentences(role("acme_metabase") { $0.with(settings: $0.settings.filter { $0.key == "search_path" }) })
                == ["set default_transaction_read_only of login 'acme_metabase'"])
        #expect(
            try sentences(role("acme_app") { $0.with(verifierSHA256: [1]) })
                == ["replace the password of login 'acme_app'"])
        #expect(try sentences { $0.verifiers["acme_app"] = nil } == ["give a password to login 'acme_app'"])
        #expect(
            try sentences { $0.data.schemas["acme_share"] = $0.data.schemas["acme_share"]?.with(owner: "acme_owner") }
                == ["give schema 'acme_share' back to 'acme_share'"])
        #expect(
            try sentences { $0.data.schemas["acme_data"] = $0.data.schemas["acme_data"]?.with(users: ["-", "other"]) }
                == [
                    "open schema 'acme_data' to the tenant's groups", "close schema 'acme_data' to everyone",
                    "close schema 'acme_data' to 'other'",
                ])
        #expect(
            try sentences { $0.data.functionsAreClosed = false }
                == ["close functions to come to everyone but their callers by right"])
        #expect(try sentences { $0.data.schemasWithMissingRights = ["acme_data"] }.count == 3)
        #expect(
            try sentences { $0.data.registeredLogins["acme_etl"] = "app" } == ["register login 'acme_etl'"])
        #expect(
            try sentences { $0.data.registeredSchemas["acme_data"] = nil } == ["register schema 'acme_data'"])
    }

    @Test("a server that has pgaudit gets its settings for each login, and one that has lost it loses them")
    func statementLog() throws {
        let desired = try desired(configuration(channels: []))
        var state = Fulfilled(desired)
        #expect(try plan(desired, state.inspected) == [])
        state.logsStatements = true
        #expect(
            try plan(desired, state.inspected)
                == ["admin", "app", "etl"].flatMap {
                    ["set pgaudit.log of login 'acme_\($0)'", "set pgaudit.log_parameter of login 'acme_\($0)'"]
                })
        for login in desired.logins {
            state.roles[login.name.text] = state.roles[login.name.text]?.with(
                settings: login.settings.merging(StatementLog.settings) { $1 })
        }
        #expect(try plan(desired, state.inspected) == [])
        state.roles["acme_etl"] = state.roles["acme_etl"].map { role in
            role.with(settings: role.settings.merging(["pgaudit.log": "none"]) { $1 })
        }
        #expect(try plan(desired, state.inspected) == ["set pgaudit.log of login 'acme_etl'"])
        state = Fulfilled(desired)
        state.roles["acme_app"] = state.roles["acme_app"].map { role in
            role.with(settings: role.settings.merging(StatementLog.settings) { $1 })
        }
        #expect(
            try plan(desired, state.inspected)
                == ["reset 'pgaudit.log' of login 'acme_app'", "reset 'pgaudit.log_parameter' of login 'acme_app'"])
    }

    @Test("a channel that is no longer declared is closed first, and its names are given up last")
    func removedChannel() throws {
        var state = Fulfilled(try desired(configuration(channels: [.metabase, .powerbi], connections: 6)))
        let schema = try #require(state.data.schemas["acme_powerbi"])
        state.data.schemas["acme_powerbi"] = .init(
            owner: schema.owner, users: schema.users, creators: schema.creators, views: ["b", "a"], contents: [])
        for login in ["acme_app", "acme_metabase"] {
            state.roles[login] = state.roles[login]?.with(connectionLimit: login == "acme_app" ? 2 : 1)
        }
        let less = try desired(configuration(channels: [.metabase]))
        let sentences = try plan(less, state.inspected).filter { $0.contains("powerbi") }
        #expect(
            sentences == [
                "close login 'acme_powerbi', which is no longer declared",
                "end the sessions of 'acme_powerbi'",
                "drop view 'acme_powerbi.a'",
                "drop view 'acme_powerbi.b'",
                "drop schema 'acme_powerbi'",
                "withdraw what schema 'acme_powerbi' published",
                "take schema 'acme_powerbi' off the record",
                "give what 'acme_powerbi' owns to 'acme_owner'",
                "take every right from 'acme_powerbi'",
                "take login 'acme_powerbi' off the record",
                "drop login 'acme_powerbi'",
                "forget the password of 'acme_powerbi'",
                "give up the name of schema 'acme_powerbi'",
                "give up the name of role 'acme_powerbi'",
            ])
        // As after a crash before the names were given up.
        state.roles["acme_powerbi"] = nil
        state.data.schemas["acme_powerbi"] = nil
        state.data.registeredSchemas["acme_powerbi"] = nil
        state.data.registeredLogins["acme_powerbi"] = nil
        #expect(
            try plan(less, state.inspected).filter { $0.contains("powerbi") } == [
                "forget the password of 'acme_powerbi'",
                "give up the name of schema 'acme_powerbi'",
                "give up the name of role 'acme_powerbi'",
            ])
    }

    @Test("the schema of a theme that is no longer declared goes when it is empty, and is named when it is not")
    func removedTheme() throws {
        var state = Fulfilled(try desired(configuration(themes: ["economie", "eau"])))
        let less = try desired(configuration(themes: ["economie"]))
        for login in ["acme_admin", "acme_app", "acme_etl"] {
            state.roles[login] = state.roles[login]?.with(
                settings: less.logins.first { $0.name.text == login }?.settings)
        }
        #expect(
            try plan(less, state.inspected) == [
                "drop schema 'acme_eau'",
                "withdraw what schema 'acme_eau' published",
                "take schema 'acme_eau' off the record",
                "give up the name of schema 'acme_eau'",
            ])
        let schema = try #require(state.data.schemas["acme_eau"])
        state.data.schemas["acme_eau"] = .init(
            owner: schema.owner, users: schema.users, creators: schema.creators, views: [],
            contents: ["table acme_eau.forages", "view acme_eau.v"])
        let failure = #expect(throws: TenancyFailure.self) { try plan(less, state.inspected) }
        #expect(failure == .schemaNotEmpty(schema: "acme_eau", count: 2, first: "table acme_eau.forages"))
        #expect(failure?.kind == .conflict)
    }

    @Test("a name that another tenant holds is refused with its holder")
    func nameTaken() throws {
        let desired = try desired(configuration("acme", themes: ["eau_data"]))
        var state = Fulfilled(desired)
        state.holders = [
            .init(
                held: HeldName(kind: .schema, name: try Identifier("acme_eau_data")), tenantID: UUID(),
                identifier: "acme_eau")
        ]
        #expect(throws: TenancyFailure.nameTaken(kind: "schema", name: "acme_eau_data", holder: "acme_eau")) {
            try plan(desired, state.inspected)
        }
    }

    @Test("a role that the platform did not make is not taken over")
    func foreignRole() throws {
        let desired = try desired(configuration())
        let state = Fulfilled(desired)
        let inspected = InspectedTenant(
            registration: nil, holders: [], roles: ["acme_app": try #require(state.roles["acme_app"])],
            appliedVerifiers: [:], databaseExists: false, logsStatements: false, data: .init())
        #expect(throws: TenancyFailure.foreignObject(kind: "role", name: "acme_app")) {
            try plan(desired, inspected)
        }
    }

    @Test("a changed placement is a move, which a plan does not make")
    func placementChanged() throws {
        let small = try desired(configuration())
        let large = try desired(configuration(tier: .standard, placement: .database))
        #expect(throws: TenancyFailure.self) { try plan(large, Fulfilled(small).inspected) }
    }
}

extension InspectedTenant.Role {
    fileprivate func with(
        canLogin: Bool? = nil, isPrivileged: Bool? = nil, bypassesRowSecurity: Bool? = nil,
        connectionLimit: Int? = nil, memberOf: Set<String>? = nil, members: Set<String>? = nil,
        settings: [String: String]? = nil, databasesWithSettings: Set<String>? = nil, verifierSHA256: [UInt8]? = nil
    ) -> Self {
        .init(
            canLogin: canLogin ?? self.canLogin, isPrivileged: isPrivileged ?? self.isPrivileged,
            bypassesRowSecurity: bypassesRowSecurity ?? self.bypassesRowSecurity, inherits: inherits,
            connectionLimit: connectionLimit ?? self.connectionLimit, comment: comment,
            memberOf: memberOf ?? self.memberOf, members: members ?? self.members,
            settings: settings ?? self.settings,
            databasesWithSettings: databasesWithSettings ?? self.databasesWithSettings,
            verifierSHA256: verifierSHA256 ?? self.verifierSHA256)
    }
}

extension InspectedTenant.Schema {
    fileprivate func with(owner: String? = nil, users: Set<String>? = nil) -> Self {
        .init(
            owner: owner ?? self.owner, users: users ?? self.users, creators: creators, views: views, contents: contents
        )
    }
}
