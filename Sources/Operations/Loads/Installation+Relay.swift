import FoundationEssentials
import Mesh
import Postgres
import Settings
import Vocabulary

extension Installation {
    /// Carries what happened in the data databases to the mesh.
    ///
    /// Run after each load, and at any time by itself: an event that was
    /// carried before is known, and one that could not be carried waits, which
    /// keeps no other event and no other database waiting.
    ///
    /// **Runs as** runtime.
    ///
    /// - Throws: when the base cannot be reached; what goes wrong later is in the outcome.
    @discardableResult
    package func relay() throws -> RelayedEvents {
        let base = try connectRuntime(to: basePlace)
        var outcome = RelayedEvents()
        for place in try dataPlaces() {
            do {
                try relay(from: place, to: base, &outcome)
            } catch let failure as any Failure {
                if base.isLost { throw failure }
                outcome.failures.append(failure)
            }
        }
        return outcome
    }

    private func relay(from place: DataPlace, to base: borrowing Connection, _ outcome: inout RelayedEvents) throws {
        let source = try connectRuntime(to: place)
        var waiting: [UUID] = []
        while waiting.count < RelayedEvents.mostWaiting {
            let events = try readOutbox(source, except: waiting)
            if events.isEmpty { return }
            var seen: [OutboxEvent] = []
            for event in events {
                do {
                    switch try takeOutboxEvent(event, from: place.database.text, in: base) {
                    case .taken: outcome.taken += 1
                    case .refused(let reason):
                        outcome.refused.append("\(event.kind) in '\(place)': \(reason)")
                    case .ignored, .known: break
                    }
                    seen.append(event)
                } catch let failure as any Failure {
                    if base.isLost { throw failure }
                    outcome.failures.append(failure)
                    waiting.append(event.eventID)
                }
            }
            try markRelayed(seen, in: source)
        }
    }

    /// Opens a connection as the runtime, or as the provisioner where no runtime is set.
    ///
    /// On a server beside the base's the provisioner serves.
    func connectRuntime(to place: DataPlace) throws -> Connection {
        let connection =
            settings.hasRuntime && place.server == .base
            ? try Connection(to: platformSession(runtimeParameters().with(database: place.database.text)))
            : try connectProvisioner(to: place)
        try requireRelease(connection, of: place)
        return connection
    }
}
