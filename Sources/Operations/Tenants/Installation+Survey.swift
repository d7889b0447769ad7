import FoundationEssentials
import Journal
import Migrations
import Postgres
import Settings
import Synchronization
import Tenancy
import Vault
import Vocabulary

extension Installation {
    /// Looks at some tenants, wherever they lie.
    ///
    /// Each server and each data database is asked a fixed number of questions, whatever the number of tenants.
    /// A server that is gone is told with each tenant that lies there, and keeps no other waiting.
    ///
    /// **Runs as** provisioner. Nothing is changed.
    ///
    /// - Parameters:
    ///   - isThorough: whether to look also for what only a hand could put right.
    ///   - failures: gets what is wrong with those that cannot be looked at, such as a server that is not theirs.
    ///   - declarations: gives what is to be compared with, once it is known what the base says.
    /// - Returns: the others in their order.
    func survey(
        _ tenants: [TenantIdentifier], thoroughly isThorough: Bool = false, in base: borrowing Connection,
        failures: inout FailureList,
        declaredAs declaration: @Sendable (Int, BaseSide) throws -> TenantDeclaration
    ) throws -> [SurveyedTenant] {
        let sides = try BaseSide.inspect(tenants, in: base)
        let baseDatabase = try baseDatabase
        let servers = try RegisteredServer.all(in: base)
        let operations = try Operation.unfinished(in: base)
        let operationOf = { @Sendable (side: BaseSide) in side.registration.flatMap { operations[$0.tenantID] } }
        let begun = Workers.map(Array(tenants.indices)) { index in
            Result {
                let side = sides[index]
                let declaration = try declaration(index, side)
                let choice = try ServerChoice(
                    for: declaration.identifier, placement: declaration.placement, region: declaration.region,
                    named: declaration.server, present: side.registration?.place.server, among: servers,
                    environment: settings.environment, allowedRegions: declaration.residency)
                return SurveyedTenant(
                    desired: try DesiredTenant(
                        declaration, standing: side.standing, baseDatabase: baseDatabase, server: choice.server),
                    base: side, notes: choice.notes, openOperation: operationOf(side))
            }
        }
        var surveyed: [SurveyedTenant] = []
        surveyed.reserveCapacity(tenants.count)
        for (side, tenant) in zip(sides, begun) {
            do {
                surveyed.append(try tenant.get())
            } catch let failure as any Failure {
                // Half of a move is no fault of the file.
                let stopped = operationOf(side).flatMap { $0.isHeld ? nil : JournalFailure(inTheWay: $0) }
                failures.append(stopped ?? failure)
            }
        }
        let conflicts = try BaseSide.conflicts(of: surveyed.map(\.desired), surveyed.map(\.base), in: base)
        for index in surveyed.indices {
            surveyed[index].conflicts = conflicts[index]
            if let registration = surveyed[index].base.registration {
                surveyed[index].hasKey = KeyStore.hasKeyFile(of: registration.tenantID, in: keyFolder)
            }
        }
        let byServer = Dictionary(grouping: surveyed.indices) { surveyed[$0].desired.place.server }
        for (server, indices) in byServer.sorted(by: { $0.key < $1.key }) {
            do {
                try survey(
                    &surveyed, indices, thoroughly: isThorough,
                    on: servers.first { $0.name == server } ?? RegisteredServer(name: server), base)
            } catch let failure as ConnectionFailure where server != .base {
                for index in indices { surveyed[index].unreached = failure }
            }
        }
        if isThorough { try findNamesakes(of: &surveyed, in: base) }
        return surveyed
    }

    /// Looks at one tenant.
    func survey(
        _ declaration: TenantDeclaration, thoroughly isThorough: Bool = false, in base: borrowing Connection
    ) throws -> SurveyedTenant {
        var failures = FailureList()
        let surveyed = try survey(
            [declaration.identifier], thoroughly: isThorough, in: base, failures: &failures
        ) { _, _ in declaration }
        try failures.throwIfAny()
        return surveyed[0]
    }

    private func survey(
        _ surveyed: inout [SurveyedTenant], _ indices: [Int], thoroughly isThorough: Bool, on server: RegisteredServer,
        _ base: borrowing Connection
    ) throws {
        let chosen = indices.map { surveyed[$0] }
        // Asked once, since an embedded server's is read from a file.
        let basePlace = try basePlace
        let inBase = indices.filter { surveyed[$0].desired.place == basePlace }
        // Three questions take most of the time, and the server has several processors.
        let isParallel = inBase.count > 100
        var sides: [ServerSide] = []
        if isParallel {
            let found = Mutex<[ServerSide]>([])
            let tenants = inBase.map { surveyed[$0] }
            let ahead = Workers.ahead {
                let sides = try self.serverSides(of: chosen, on: server)
                found.withLock { $0 = sides }
            }
            let rights = Mutex<[FactText?]>([])
            let beside = Workers.ahead {
                let texts = try DataSide.defaultRights(
                    of: tenants.map(\.desired), tenants.map(\.base), in: self.connectProvisioner())
                rights.withLock { $0 = texts }
            }
            let data = Result {
                try dataSides(of: tenants, thoroughly: isThorough, in: base) {
                    try beside.wait()
                    return rights.withLock { $0 }
                }
            }
            // Each is waited for, whatever became of the others.
            for other in [ahead, beside].map({ thread in Result { try thread.wait() } }) { try other.get() }
            try Self.set(data.get(), of: inBase, in: &surveyed)
            sides = found.withLock { $0 }
        } else if server.name == .base {
            sides = try ServerSide.inspect(
                chosen.map(\.desired), chosen.map(\.base), platform: server.platformNetwork, in: base)
        } else {
            sides = try serverSides(of: chosen, on: server)
        }
        for (index, side) in zip(indices, sides) { surveyed[index].server = side }
        if !isParallel, !inBase.isEmpty {
            try Self.set(
                dataSides(of: inBase.map { surveyed[$0] }, thoroughly: isThorough, in: base), of: inBase, in: &surveyed)
        }
        let elsewhere = Dictionary(grouping: Set(indices).subtracting(inBase)) { surveyed[$0].desired.place }
        for (place, indices) in elsewhere where indices.contains(where: { surveyed[$0].server.hasDatabase }) {
            let connection = try connectProvisioner(to: place)
            guard try isMigrated(connection, place) else { continue }
            try Self.set(
                dataSides(of: indices.map { surveyed[$0] }, thoroughly: isThorough, in: connection), of: indices,
                in: &surveyed)
        }
    }

    private typealias Found = (side: DataSide, contents: [String: InspectedTenant.Contents])

    private static func set(_ found: [Found], of indices: [Int], in surveyed: inout [SurveyedTenant]) {
        for (index, found) in zip(indices, found) {
            surveyed[index].data = found.side
            surveyed[index].retiredContents = found.contents
        }
    }

    private func serverSides(of tenants: [SurveyedTenant], on server: RegisteredServer) throws -> [ServerSide] {
        // The tenant's own database may not be there yet.
        try ServerSide.inspect(
            tenants.map(\.desired), tenants.map(\.base), platform: server.platformNetwork,
            in: connectCluster(server.name))
    }

    private func dataSides(
        of tenants: [SurveyedTenant], thoroughly isThorough: Bool, in database: borrowing Connection,
        defaultRights: (() throws -> [FactText?])? = nil
    ) throws -> [Found] {
        let sides = try DataSide.inspect(
            tenants.map(\.desired), tenants.map(\.base), thoroughly: isThorough, defaultRights: defaultRights,
            in: database)
        let contents = try DataSide.contents(of: tenants.flatMap(\.retiredSchemas), in: database)
        return zip(tenants, sides).map { tenant, side in
            contents.isEmpty
                ? (side, [:]) : (side, contents.filter { tenant.retiredSchemas.map(\.text).contains($0.key) })
        }
    }

    /// Whether a data database has every migration.
    private func isMigrated(_ connection: borrowing Connection, _ place: DataPlace) throws -> Bool {
        try MigrationPlan(
            files: migrations(for: scopes(of: place)).files, ledger: .inspect(connection),
            programVersion: Self.programVersion
        ).isEmpty
    }
}
