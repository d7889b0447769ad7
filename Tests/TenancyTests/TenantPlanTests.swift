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
            appliedVerifiers: [:], databaseExists: false, data: .init())
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
        canLogin: Bool? = nil, isPrivileged: Bool? = nil, connectionLimit: Int? = nil, memberOf: Set<String>? = nil,
        settings: [String: String]? = nil, verifierSHA256: [UInt8]? = nil
    ) -> Self {
        .init(
            canLogin: canLogin ?? self.canLogin, isPrivileged: isPrivileged ?? self.isPrivileged, inherits: inherits,
            connectionLimit: connectionLimit ?? self.connectionLimit, comment: comment,
            memberOf: memberOf ?? self.memberOf, settings: settings ?? self.settings,
            verifierSHA256: verifierSHA256 ?? self.verifierSHA256)
    }
}

extension InspectedTenant.Schema {
    fileprivate func with(owner: String? = nil, users: Set<String>? = nil) -> Self {
        .init(owner: owner ?? self.owner, users: users ?? self.users, creators: creators)
    }
}
