import Backup
import FoundationEssentials
import Journal
import Postgres
import Tenancy
import Vocabulary

/// A tenant between two places, as the steps of a move need to know it.
struct MovedTenant {
    let installation: Installation
    let tenant: RegisteredTenant
    let operation: Int
    let from: DataPlace
    let to: DataPlace
    let fromPlacement: Placement
    let toPlacement: Placement
    /// The schemas whose objects and rows are copied.
    let schemas: [Identifier]

    /// What the journal keeps of it, from the first step on.
    var detail: JSON {
        [
            "from": place(from, fromPlacement), "to": place(to, toPlacement),
            "schemas": .array(schemas.map { .string($0.text) }),
        ]
    }

    private func place(_ place: DataPlace, _ placement: Placement) -> JSON {
        [
            "server": .string(place.server.text), "database": .string(place.database.text),
            "placement": .string(placement.rawValue),
        ]
    }

    init(
        installation: Installation, tenant: RegisteredTenant, operation: Int, from: DataPlace, to: DataPlace,
        fromPlacement: Placement, toPlacement: Placement, schemas: [Identifier]
    ) {
        self.installation = installation
        self.tenant = tenant
        self.operation = operation
        self.from = from
        self.to = to
        self.fromPlacement = fromPlacement
        self.toPlacement = toPlacement
        self.schemas = schemas
    }

    /// What the first step found, as the journal has it.
    init?(_ context: StepContext<MoveTenant>, _ move: MoveTenant) throws {
        guard let detail = context.detail(of: "check"),
            let from = try Self.place(detail["from"]), let to = try Self.place(detail["to"]),
            case .array(let schemas)? = detail["schemas"]
        else { return nil }
        installation = context.values
        tenant = try context.values.registered(move.identifier, move.tenant)
        operation = context.operation
        self.from = from.place
        self.to = to.place
        fromPlacement = from.placement
        toPlacement = to.placement
        self.schemas = try schemas.compactMap(\.text).map { try Identifier($0) }
    }

    private static func place(_ json: JSON?) throws -> (place: DataPlace, placement: Placement)? {
        guard let server = json?["server"]?.text, let database = json?["database"]?.text,
            let placement = json?["placement"]?.text.flatMap(Placement.init(rawValue:))
        else { return nil }
        return (DataPlace(server: try ServerName(server), database: try Identifier(database)), placement)
    }

    // MARK: Ways in

    var names: TenantNames { tenant.names }

    /// Whether the registry names the new place.
    var isSwitched: Bool { tenant.place == to }

    func source() throws -> Connection { try installation.connectProvisioner(to: from) }
    func target() throws -> Connection { try installation.connectProvisioner(to: to) }

    /// The login that copies, on one of the two servers.
    private var copier: OwnerLogin {
        OwnerLogin(
            name: Identifier(derived: "socle operation \(operation) of \(tenant.identifier)"), owner: names.owner)
    }

    /// Lends connections that have the owner's rights in both places and no other.
    func withOwner<Result>(_ body: (borrowing Connection, borrowing Connection, ConnectionParameters) throws -> Result)
        throws -> Result
    {
        let source = try ownerParameters(at: from, others: to.server == from.server ? [to.database] : [])
        let target =
            to.server == from.server
            ? source.with(database: to.database.text) : try ownerParameters(at: to, others: [])
        defer { try? closeOwner() }  // the last step of a move and its undoing take it away for sure
        return try body(Connection(to: source), Connection(to: target), target)
    }

    private func ownerParameters(at place: DataPlace, others: [Identifier]) throws -> ConnectionParameters {
        try copier.open(
            for: [place.database] + others, on: installation.connectProvisioner(to: place),
            at: installation.address(of: place))
    }

    /// Takes the login away that copied.
    func closeOwner() throws {
        try copier.close(on: installation.connectCluster(from.server))
        if to.server != from.server { try copier.close(on: installation.connectCluster(to.server)) }
    }

    // MARK: Writers

    /// Closes the tenant's writers on a server and ends what they have open; readers of channels go on.
    func pauseWriters(on server: ServerName) throws {
        let cluster = try installation.connectCluster(server)
        for login in names.writers { try cluster.execute("alter role \(identifier: login) nologin") }
        try installation.endSessions(of: names.writers.map(\.text), tenant.identifier, on: cluster)
    }

    /// Opens the tenant's writers on a server, as far as its standing lets them in.
    func resumeWriters(on server: ServerName) throws {
        guard tenant.state == .active else { return }
        let cluster = try installation.connectCluster(server)
        for login in names.writers { try cluster.execute("alter role \(identifier: login) login") }
    }

    /// Ends the sessions of all logins of the tenant in the old place.
    func endSessions(at place: DataPlace) throws {
        try installation.connectCluster(place.server).execute(
            """
            select pg_terminate_backend(pid, 5000) from pg_stat_activity
            where usename::text = any(\(names.logins.map(\.text))::text[]) and datname::text = \(place.database)
            """)
    }
}
