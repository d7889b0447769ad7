import Backup
package import FoundationEssentials
package import Journal
import Postgres
import Tenancy
package import Vocabulary

/// `tenant.move`: a tenant from one place to another, while it works on but for seconds.
package struct MoveTenant: Redeclaration {
    package typealias Context = Installation
    package static let kind = "tenant.move"

    package let tenant: UUID?
    package let identifier: TenantIdentifier
    /// What the tenant's file is to say.
    package let wanted: DeclarationEdit

    package func mayBegin(_ installation: Installation) throws {
        let planned = try installation.plannedMove(self, operation: 0)
        if planned.from == planned.to { throw MoveFailure.sameplace(identifier, place: "\(planned.to)") }
    }

    package static let steps: [Step<MoveTenant>] = [
        Step("check", "Look whether the new place can take the tenant.") { move, context in
            try context.values.plannedMove(move, operation: context.operation).detail
        } undo: { move, context in
            // The file says again what it said: what the old place needs is mended by the plan.
            _ = try context.values.apply(
                context.values.tenantFolder.configuration(of: move.identifier), isStep: true)
        },
        .backup,
        .declare("Write the new place into the tenant's file."),
        Step("prepare", "Make the new place.") { move, context in
            try MovedTenant(context, move)?.prepareTarget()
            return nil
        } undo: { move, context in
            guard let moved = try MovedTenant(context, move) else { return }
            try moved.closeOwner()
            try moved.drop(moved.to, moved.toPlacement)
        },
        Step("copy", "Copy structure and rows while everybody works on.") { move, context in
            guard let moved = try MovedTenant(context, move) else { return nil }
            let facts = try moved.copy { try context.report($0) }
            try moved.compare(facts.tables)
            return facts.json
        } undo: { move, context in
            guard let moved = try MovedTenant(context, move) else { return }
            try TableTouches.end(moved.schemas, in: moved.source())
        },
        Step("catch-up", "Let writers wait, and bring over what changed.") { move, context in
            try MovedTenant(context, move)?.catchUp(context)
        } undo: { move, context in
            guard let moved = try MovedTenant(context, move) else { return }
            try moved.resumeWriters(on: moved.from.server)
        },
        Step("switch", "Let the tenant lie in the new place.") { move, context in
            try MovedTenant(context, move)?.switchOver()
            return nil
        } undo: { move, context in
            try MovedTenant(context, move)?.switchBack()
        },
        Step("open", "Let everybody in at the new place.") { move, context in
            try MovedTenant(context, move)?.open(move)
        } undo: { move, context in
            guard let moved = try MovedTenant(context, move) else { return }
            try moved.pauseWriters(on: moved.to.server)
        } mayUndo: { move, context in
            try MovedTenant(context, move)?.refuseUndoAfterWriting()
        },
        Step("confirm", "Keep the old place until somebody confirms.", .confirmed) { _, _ in nil },
        Step("drop", "Drop the old place.", .pointOfNoReturn) { move, context in
            guard let moved = try MovedTenant(context, move) else { return nil }
            try moved.closeOwner()
            try TableTouches.end(moved.schemas, in: moved.target())
            try moved.drop(moved.from, moved.fromPlacement)
            return ["backup": context.detail(of: "backup")?["folder"] ?? .null]
        },
    ]
}

extension DeclarationEdit {
    var json: JSON {
        ["tier": .string(tier.rawValue), "placement": JSON(placement?.rawValue), "server": JSON(server)]
    }

    init?(json: JSON) {
        guard let tier = json["tier"]?.text.flatMap(Tier.init(rawValue:)) else { return nil }
        self.init(
            tier: tier, placement: json["placement"]?.text.flatMap(Placement.init(rawValue:)),
            server: json["server"]?.text)
    }
}

extension MovedTenant {
    /// Lets writers wait and copies again what they wrote since the copy; they wait until the switch is done.
    ///
    /// When the structure changed meanwhile the whole is copied again, at first while everybody works on.
    fileprivate func catchUp(_ context: StepContext<MoveTenant>) throws -> JSON? {
        if isSwitched { return nil }
        var copied =
            context.detail(of: "catch-up")?["structure"]?.text ?? context.detail(of: "copy")?["structure"]?.text
        let began = ContinuousClock.now
        try pauseWriters(on: from.server)
        for round in 1... {
            if try structureDigest() == copied { break }
            // Whose structure changes all the time waits for as long as a copy takes, in the end.
            if round <= 2 { try resumeWriters(on: from.server) }
            let facts = try copy { _ in }
            try compare(facts.tables)
            copied = facts.structure
            try context.report(["structure": .string(facts.structure), "round": JSON(round)])
            try pauseWriters(on: from.server)
        }
        let contents = try copyWrittenTables()
        try compare(contents)
        let waited = ContinuousClock.now - began
        return [
            "structure": JSON(copied), "copied_again": JSON(contents.count),
            "rows": JSON(contents.reduce(0) { $0 + $1.rows }),
            "milliseconds": JSON(
                Int(waited.components.seconds * 1000 + waited.components.attoseconds / 1_000_000_000_000_000)),
        ]
    }

    /// Makes the plan of the new place come true, which opens the logins, and rebuilds the channels.
    fileprivate func open(_ move: MoveTenant) throws -> JSON? {
        let configuration = try installation.tenantFolder.configuration(of: tenant.identifier)
        if to.server != from.server { try closeLogins(on: from.server) }
        let plan = try installation.apply(configuration, isStep: true)
        try endSessions(at: from)
        try TableTouches.end(schemas, in: source())
        let channels = try channels()
        for channel in channels {
            _ = try installation.enable(installation.channel(channel, of: tenant.identifier), isApplied: true)
        }
        return ["changes": JSON(plan.changes.count), "channels": .array(channels.map { .string($0.rawValue) })]
    }

    private func closeLogins(on server: ServerName) throws {
        let cluster = try installation.connectCluster(server)
        for login in names.logins {
            let exists = try cluster.first("select exists (select from pg_roles where rolname = \(login))") { row in
                try row[0] as Bool
            }
            if exists == true { try cluster.execute("alter role \(identifier: login) nologin") }
        }
    }

    /// Refuses to go back when what was written in the new place would be lost.
    fileprivate func refuseUndoAfterWriting() throws {
        guard isSwitched else { return }
        try pauseWriters(on: to.server)
        let written = try tablesWrittenSince()
        guard let first = written.first else { return }
        try resumeWriters(on: to.server)
        throw MoveFailure.written(tenant.identifier, tables: written.count, first: first)
    }
}
