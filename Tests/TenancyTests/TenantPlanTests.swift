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
        #expect(try plan(desired, fulfilled(desired)) == [])
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
        func sentences(_ change: (inout InspectedTenant) -> Void) throws -> [String] {
            var state = try fulfilled(desired)
            change(&state)
            return try plan(desired, state)
        }
        func role(_ name: String, _ change: @escaping (inout InspectedTenant.Role) -> Void) -> (
            inout InspectedTenant
        ) -> Void {
            { state in
                if var role = state.roles[name] {
                    change(&role)
                    state.roles[name] = role
                }
            }
        }
        #expect(try sentences { $0.roles["acme_read"] = nil }.first == "create group role 'acme_read'")
        #expect(
            try sentences(role("acme_etl") { $0.connectionLimit = -1 })
                == ["limit login 'acme_etl' to 2 connections"])
        #expect(
            try sentences(role("acme_app") { $0.createsRoles = true })
                == ["restore the attributes of login 'acme_app'"])
        #expect(
            try sentences(role("acme_app") { $0.bypassesRowSecurity = true })
                == ["restore the attributes of login 'acme_app'"])
        #expect(
            try sentences(role("acme_read") { $0.bypassesRowSecurity = true })
                == ["take login and privileges from group role 'acme_read'"])
        #expect(
            try sentences(role("acme_share") { $0.bypassesRowSecurity = false })
                == ["let group role 'acme_share' read past policies on rows, and do nothing else"])
        #expect(
            try sentences(role("acme_owner") { $0.strangers = ["mallory"] })
                == ["end the membership of 'mallory' in 'acme_owner'"])
        #expect(
            try sentences(role("acme_app") { $0.databaseSettings = ["socle role=postgres"] })
                == ["reset what is set for 'acme_app' in database 'socle'"])
        #expect(
            try sentences(role("acme_read") { $0.canLogin = true })
                == ["take login and privileges from group role 'acme_read'"])
        #expect(
            try sentences(role("acme_metabase") { $0.memberOf.insert("acme_read") })
                == ["end the membership of 'acme_metabase' in 'acme_read'"])
        #expect(
            try sentences(role("acme_app") { $0.memberOf.remove("acme_write") })
                == ["make 'acme_app' a member of 'acme_write'"])
        #expect(
            try sentences(role("acme_app") { $0.settings["work_mem"] = "1GB" })
                == ["reset 'work_mem' of login 'acme_app'"])
        #expect(
            try sentences(role("acme_metabase") { $0.settings["default_transaction_read_only"] = nil })
                == ["set default_transaction_read_only of login 'acme_metabase'"])
        #expect(
            try sentences(role("acme_app") { $0.verifier = "1" })
                == ["replace the password of login 'acme_app'"])
        #expect(try sentences { $0.appliedVerifiers["acme_app"] = nil } == ["give a password to login 'acme_app'"])
        #expect(
            try sentences { $0.data.schemas["acme_share"]?.owner = "acme_owner" }
                == ["give schema 'acme_share' back to 'acme_share'"])
        #expect(
            try sentences {
                $0.data.schemas["acme_data"]?.rights = [.init("USAGE", to: nil), .init("CREATE", to: "other")]
            }
                == [
                    "close schema 'acme_data': take usage from everyone",
                    "close schema 'acme_data': take create from 'other'",
                    "open schema 'acme_data' to the tenant's groups",
                ])
        #expect(
            try sentences { $0.data.functionsAreClosed = false }
                == ["close functions to come to everyone but their callers by right"])
        #expect(try sentences { $0.data.defaultRights = [] }.count == 12)
        #expect(
            try sentences { $0.data.registeredLogins["acme_etl"] = "app" } == ["register login 'acme_etl'"])
        #expect(
            try sentences { $0.data.schemas["acme_data"]?.purpose = nil } == ["register schema 'acme_data'"])
    }

    @Test("a server that has pgaudit gets its settings for each login, and one that has lost it loses them")
    func statementLog() throws {
        let desired = try desired(configuration(channels: []))
        var state = try fulfilled(desired)
        #expect(try plan(desired, state) == [])
        state.logsStatements = true
        #expect(
            try plan(desired, state)
                == ["admin", "app", "etl"].flatMap {
                    ["set pgaudit.log of login 'acme_\($0)'", "set pgaudit.log_parameter of login 'acme_\($0)'"]
                })
        state = try fulfilled(desired, logsStatements: true)
        #expect(try plan(desired, state) == [])
        state.roles["acme_etl"]?.settings["pgaudit.log"] = "none"
        #expect(try plan(desired, state) == ["set pgaudit.log of login 'acme_etl'"])
        state = try fulfilled(desired, logsStatements: true)
        state.logsStatements = false
        #expect(
            try plan(desired, state).filter { $0.contains("acme_app") }
                == ["reset 'pgaudit.log' of login 'acme_app'", "reset 'pgaudit.log_parameter' of login 'acme_app'"])
    }

    @Test("a channel that is no longer declared is closed first, and its names are given up last")
    func removedChannel() throws {
        var state = try fulfilled(desired(configuration(channels: [.metabase, .powerbi], connections: 6)))
        state.retiredContents["acme_powerbi"] = .init(views: ["a", "b"], others: [])
        state.roles["acme_app"]?.connectionLimit = 2
        state.roles["acme_metabase"]?.connectionLimit = 1
        let less = try desired(configuration(channels: [.metabase]))
        let sentences = try plan(less, state).filter { $0.contains("powerbi") }
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
        state.data.registeredLogins["acme_powerbi"] = nil
        #expect(
            try plan(less, state).filter { $0.contains("powerbi") } == [
                "forget the password of 'acme_powerbi'",
                "give up the name of schema 'acme_powerbi'",
                "give up the name of role 'acme_powerbi'",
            ])
    }

    @Test("the schema of a theme that is no longer declared goes when it is empty, and is named when it is not")
    func removedTheme() throws {
        var state = try fulfilled(desired(configuration(themes: ["economie", "eau"])))
        let less = try desired(configuration(themes: ["economie"]))
        for login in ["acme_admin", "acme_app", "acme_etl"] {
            state.roles[login]?.settings = less.logins.first { $0.name.text == login }?.settings ?? [:]
        }
        #expect(
            try plan(less, state) == [
                "update the registration of tenant 'acme' as free",
                "drop schema 'acme_eau'",
                "withdraw what schema 'acme_eau' published",
                "take schema 'acme_eau' off the record",
                "give up the name of schema 'acme_eau'",
            ])
        state.retiredContents["acme_eau"] = .init(views: [], others: ["table acme_eau.forages", "view acme_eau.v"])
        let failure = #expect(throws: TenancyFailure.self) { try plan(less, state) }
        #expect(failure == .schemaNotEmpty(schema: "acme_eau", count: 2, first: "table acme_eau.forages"))
        #expect(failure?.kind == .conflict)
    }

    @Test("a name that another tenant holds is refused with its holder")
    func nameTaken() throws {
        let desired = try desired(configuration("acme", themes: ["eau_data"]))
        var state = nothing
        state.conflicts = [
            .init(held: HeldName(kind: .schema, name: try Identifier("acme_eau_data")), identifier: "acme_eau")
        ]
        #expect(throws: TenancyFailure.nameTaken(kind: "schema", name: "acme_eau_data", holder: "acme_eau")) {
            try plan(desired, state)
        }
    }

    @Test("a role that the platform did not make is not taken over")
    func foreignRole() throws {
        let desired = try desired(configuration())
        var inspected = nothing
        inspected.roles["acme_app"] = try fulfilled(desired).roles["acme_app"]
        #expect(throws: TenancyFailure.foreignObject(kind: "role", name: "acme_app")) {
            try plan(desired, inspected)
        }
    }

    @Test("a changed placement is a move, which a plan does not make")
    func placementChanged() throws {
        let small = try desired(configuration())
        let large = try desired(configuration(tier: .standard, placement: .database))
        #expect(throws: TenancyFailure.self) { try plan(large, fulfilled(small)) }
    }

    @Test("of an archived tenant only a way in is closed, whatever its file says by now")
    func archived() throws {
        let configuration = try configuration(themes: ["logement"])
        let closed = try DesiredTenant(
            configuration, standing: TenantStanding(state: .archived), baseDatabase: Identifier("socle"))
        var inspected = nothing
        inspected.standing = TenantStanding(state: .archived)
        #expect(try plan(closed, inspected) == [])
        inspected.roles["acme_app"] = try fulfilled(desired(configuration)).roles["acme_app"]
        inspected.registration = try fulfilled(closed).registration
        inspected.heldNames = Set(closed.heldNames)
        #expect(try plan(closed, inspected) == ["close login 'acme_app'"])
    }
}
