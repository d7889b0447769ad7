import FoundationEssentials
import Glibc
package import Guard
import Postgres
import Settings
import Synchronization
import Vocabulary

/// The guard: watches over what tenants use, on every registered server, until it is told to stop.
///
/// Each server has two threads of its own, so that one which does not answer
/// keeps no other waiting: the watch looks at sessions and at tenants near
/// their storage, many times a minute; the measurement looks at everything,
/// rarely. They share nothing but rows of the base. All decisions are functions
/// of values in the module Guard; here stands when they are asked for.
package final class TenantGuard: Sendable {
    /// How the guard runs.
    package struct Options: Sendable {
        /// Seconds between two measurements of everything.
        package var interval: Double
        /// Whether it ends when the embedded server has ended.
        package var endsWithServer: Bool

        package init(interval: Double = 60, endsWithServer: Bool = false) {
            self.interval = interval
            self.endsWithServer = endsWithServer
        }
    }

    let installation: Installation
    let emit: @Sendable (GuardEvent) -> Void
    private let options: Options
    private let stopSignal = StopSignal()
    private let startedAt = Date()

    /// - Parameter emit: called for each event, from any thread.
    package init(
        _ installation: Installation, options: Options = Options(), emit: @escaping @Sendable (GuardEvent) -> Void
    ) {
        self.installation = installation
        self.options = options
        self.emit = emit
    }

    /// Tells a running guard to stop, from any thread.
    package func stop() { stopSignal.raise() }

    /// Measures everything once, and does what is to be done.
    ///
    /// - Throws: what a server that cannot be watched reports; the others are done.
    package func once() throws {
        var failures = FailureList()
        for server in try servers(installation.connectMigratedBase()) {
            let uncounted = try failures.collect {
                let base = try installation.connectMigratedBase()
                let connection = try connect(to: server)
                let uncounted = try ServerMeasurement(server: server, emit: emit).measure(
                    counting: true, installation, base, connection)
                var watch = ServerWatch(server: server, emit: emit)
                _ = try watch.look(base, connection)
                try watch.compact(base, connection, installation)
                // What was compacted may thaw.
                _ = try watch.look(base, connection)
                return uncounted
            }
            if let uncounted { failures.append(contentsOf: uncounted) }
        }
        try failures.throwIfAny()
    }

    /// Watches until ``stop()`` is called.
    ///
    /// - Throws: ``GuardFailure/alreadyWatched(by:)``, or why the base is not one to watch.
    package func run() throws {
        var threads: [Workers.Ahead] = []
        var watched: Set<ServerName> = []
        defer {
            stop()
            for thread in threads { try? thread.wait() }
        }
        var isFirst = true
        var backoff = Backoff()
        while !stopSignal.isRaised {
            do {
                let base = try isFirst ? installation.connectMigratedBase() : installation.connectProvisioner()
                try GuardLease.take(holder: Self.holder, startedAt: startedAt, in: base)
                isFirst = false
                backoff = Backoff()
                while true {
                    for server in try servers(base) where watched.insert(server).inserted {
                        emit(GuardEvent(server: server, kind: .watch, action: "watching"))
                        threads.append(Workers.ahead { self.keepWatching(server) })
                        threads.append(Workers.ahead { self.keepMeasuring(server) })
                    }
                    if stopSignal.wait(seconds: 5) { return }
                }
            } catch let failure as GuardFailure {
                throw failure
            } catch {
                if endsNow() { return }
                if isFirst { throw error }
                stopSignal.wait(seconds: backoff.next())
            }
        }
    }

    /// Looks at sessions and at storage that is nearly used up, as often as it grows fast.
    private func keepWatching(_ server: ServerName) {
        keep(server) { [self] in
            let base = try installation.connectProvisioner()
            let connection = try connect(to: server)
            var watch = ServerWatch(server: server, emit: emit)
            var beat = ContinuousClock.now - .seconds(60)
            while !stopSignal.isRaised {
                let pause = try watch.look(base, connection)
                if ContinuousClock.now - beat > .seconds(2) {
                    try Heartbeat.leave(of: server, holder: Self.holder, startedAt: startedAt, in: base)
                    beat = .now
                }
                stopSignal.wait(seconds: pause)
            }
        }
    }

    /// Measures everything, and lets tables of frozen tenants give back what was deleted.
    private func keepMeasuring(_ server: ServerName) {
        keep(server, isSilent: true) { [self] in
            let base = try installation.connectProvisioner()
            let connection = try connect(to: server)
            var watch = ServerWatch(server: server, emit: emit)
            var round = 0
            while !stopSignal.isRaised {
                let began = ContinuousClock.now
                // Counting reads the catalogs, which change less than the files.
                try ServerMeasurement(server: server, emit: emit).measure(
                    counting: round % 5 == 0, installation, base, connection)
                round += 1
                let took = (ContinuousClock.now - began) / .seconds(1)
                // Never more than a tenth of the time, however many tenants there are.
                let next = ContinuousClock.now + .seconds(max(options.interval, 9 * took))
                while ContinuousClock.now < next {
                    try watch.compact(base, connection, installation)
                    if stopSignal.wait(seconds: min(2, max(0, (next - .now) / .seconds(1)))) { return }
                }
            }
        }
    }

    /// Does something for as long as the guard runs, and begins again with new connections when it fails.
    private func keep(_ server: ServerName, isSilent: Bool = false, _ body: () throws -> Void) {
        var backoff = Backoff()
        while !stopSignal.isRaised {
            let began = ContinuousClock.now
            do {
                try body()
            } catch {
                if stopSignal.isRaised || endsNow() { return }
                if ContinuousClock.now - began > .seconds(60) { backoff = Backoff() }
                if !isSilent { report(error, of: server, isNew: backoff.isFirst) }
                stopSignal.wait(seconds: backoff.next())
            }
        }
    }

    private func report(_ error: any Error, of server: ServerName, isNew: Bool) {
        let words = (error as? any Failure)?.message ?? "\(error)"
        if isNew { emit(GuardEvent(server: server, kind: .watch, action: "interrupted: \(words)")) }
        if let base = try? installation.connectProvisioner() {
            try? Heartbeat.leave(of: server, holder: Self.holder, startedAt: startedAt, failure: words, in: base)
        }
    }

    /// Whether there is nothing left to watch, for good.
    private func endsNow() -> Bool {
        guard options.endsWithServer, installation.settings.usesEmbeddedServer else { return false }
        guard ((try? installation.embeddedServer.runningPort()) ?? nil) == nil else { return false }
        stop()
        return true
    }

    private func connect(to server: ServerName) throws -> Connection {
        try installation.connectProvisioner(to: installation.watchedPlace(of: server))
    }

    private func servers(_ base: borrowing Connection) throws -> [ServerName] {
        try base.query("select name from socle.servers order by name <> 'base', name") { row in try row[0] }
    }

    static let holder: String = {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        let host = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return "account \(geteuid()) at \(host), process \(getpid())"
    }()
}

/// Pauses between attempts: 1 s, then twice as long each time, at most 30 s.
private struct Backoff {
    private var seconds = 1.0

    var isFirst: Bool { seconds == 1 }

    mutating func next() -> Double {
        defer { seconds = min(30, seconds * 2) }
        return seconds
    }
}
