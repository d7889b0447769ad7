import Testing
import Vocabulary

@testable import Tenancy

@Suite("The server of a tenant")
struct ServerChoiceTests {
    private let base = RegisteredServer(name: .base, region: "france")
    private let lyon: RegisteredServer
    private let lille: RegisteredServer
    private let tenant: TenantIdentifier

    init() throws {
        lyon = RegisteredServer(name: try ServerName("lyon"), address: "x", region: "france")
        lille = RegisteredServer(name: try ServerName("lille"), address: "x", region: "france")
        tenant = try TenantIdentifier("acme")
    }

    private func choose(
        _ placement: Placement = .cluster, named: ServerName? = nil, present: ServerName? = nil,
        among servers: [RegisteredServer], in environment: DeploymentEnvironment = .production,
        region: String = "france",
        allowed: [String]? = nil
    ) throws -> ServerChoice {
        try ServerChoice(
            for: tenant, placement: placement, region: region, named: named, present: present, among: servers,
            environment: environment, allowedRegions: allowed)
    }

    @Test("a cluster is the one that the file names, else the only one of the region")
    func chosen() throws {
        #expect(try choose(among: [base, lyon]).server == lyon.name)
        #expect(try choose(named: lille.name, among: [base, lyon, lille]).server == lille.name)
        #expect(try choose(present: lille.name, among: [base, lyon, lille]).server == lille.name)
        #expect(try choose(.schema, among: [base, lyon]).server == .base)
        #expect(try choose(.database, among: [base, lyon]).server == .base)
        #expect(try choose(.database, named: lyon.name, among: [base, lyon]).server == lyon.name)
        #expect(try choose(among: [base, lyon]).notes.isEmpty)
    }

    @Test("where there is a choice, or nothing to choose, it is refused by name")
    func refused() throws {
        #expect(throws: PlacementFailure.severalClusters(tenant, region: "france", [lyon.name, lille.name])) {
            try choose(among: [base, lyon, lille])
        }
        #expect(throws: PlacementFailure.unknownServer(try ServerName("lyom"), nearest: "lyon")) {
            try choose(named: ServerName("lyom"), among: [base, lyon])
        }
        #expect(throws: PlacementFailure.schemaElsewhere(tenant, lyon.name)) {
            try choose(.schema, named: lyon.name, among: [base, lyon])
        }
        for environment in [DeploymentEnvironment.staging, .production] {
            #expect(throws: PlacementFailure.noCluster(tenant, region: "belgique")) {
                try choose(among: [base, lyon], in: environment, region: "belgique")
            }
        }
    }

    @Test("in development the base stands in, and it is said")
    func standsIn() throws {
        let choice = try choose(among: [base], in: .development)
        #expect(choice.server == .base)
        #expect(choice.notes.count == 1)
        // Who lies there stays there when a cluster comes.
        #expect(try choose(present: .base, among: [base, lyon], in: .development).server == .base)
    }

    @Test("residency decides, whatever else is right")
    func residency() throws {
        #expect(try choose(among: [base, lyon], allowed: ["france"]).server == lyon.name)
        #expect(
            throws: LifeFailure.outsideResidency(tenant, what: "server 'lyon'", region: "france", allowed: ["belgique"])
        ) {
            try choose(among: [base, lyon], in: .development, allowed: ["belgique"])
        }
        let nowhere = RegisteredServer(name: .base)
        #expect(
            throws: LifeFailure.outsideResidency(tenant, what: "server 'base'", region: nil, allowed: ["france"])
        ) {
            try choose(.schema, among: [nowhere], allowed: ["france"])
        }
        #expect(try choose(.schema, among: [nowhere], in: .development, allowed: ["france"]).notes.count == 1)
    }

    @Test("sums are held against what a server has, times its overcommit")
    func capacity() {
        let capacity = ServerCapacity(
            server: .base, total: [.connections: 100], overcommit: 1.5, promised: [.connections: 140, .storage: 9e9])
        #expect(capacity.available(.connections) == 10)
        #expect(capacity.available(.storage) == nil)
        #expect(capacity.shortages().isEmpty)
        #expect(capacity.shortages(adding: [.connections: 10]).isEmpty)
        let shortage = capacity.shortages(adding: [.connections: 11])
        #expect(
            shortage.map(\.description) == [
                "server 'base' has 150 connections to promise, and 151 connections would be promised"
            ])
        let over = ServerCapacity(
            server: .base, total: [.connections: 10, .storage: 5e9], overcommit: 1,
            promised: [.connections: 11, .storage: 1e9])
        #expect(over.shortages().count == 1)
        // What was too much before is not held against who asks for nothing of it.
        #expect(over.shortages(adding: [.storage: 1e9]).isEmpty)
        #expect(over.shortages(adding: [.connections: 0]).isEmpty)
    }
}
