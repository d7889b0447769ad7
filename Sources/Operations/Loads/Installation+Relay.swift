import Mesh
import Postgres
import Settings
import Vocabulary

extension Installation {
    /// Carries what happened in the data databases to the mesh.
    ///
    /// Run after each load, and at any time by itself: an event that was
    /// carried before is known, and one that could not be carried waits.
    ///
    /// **Runs as** runtime.
    ///
    /// - Returns: how many events the mesh took, and the sentence of each that it refused.
    @discardableResult
    package func relay() throws -> (taken: Int, refused: [String]) {
        let base = try connectRuntime(to: baseDatabase)
        var taken = 0
        var refused: [String] = []
        for database in try dataDatabases() {
            let source = try connectRuntime(to: database)
            while true {
                let events = try readOutbox(source)
                if events.isEmpty { break }
                for event in events {
                    switch try takeOutboxEvent(event, from: database.text, in: base) {
                    case .taken: taken += 1
                    case .refused(let reason): refused.append("\(event.kind) in '\(database)': \(reason)")
                    case .ignored, .known: break
                    }
                }
                try markRelayed(events, in: source)
            }
        }
        return (taken, refused)
    }

    /// Opens a connection as the runtime, or as the provisioner where no runtime is set.
    func connectRuntime(to database: Identifier) throws -> Connection {
        guard settings.usesEmbeddedServer || settings[.runtimeURL] != nil else {
            return try connectProvisioner(to: database)
        }
        return try Connection(to: withLockTimeout(runtimeParameters().with(database: database.text)))
    }
}
