import FoundationEssentials
import Testing

/// A command that is killed before every call by which it changes something, each time from the same state.
struct KillSweep {
    /// The same state made anew, and what has to hold in it.
    struct Scene {
        let command: TracedRun
        /// What holds wherever the command was killed.
        let checkAnyway: () throws -> Void
        /// What holds once the command has come to its end.
        let checkEnd: () throws -> Void
        /// Takes the state away.
        var remove: () throws -> Void = {}
    }

    let name: String
    /// How many places are tried in a run of all tests; `make soak` tries `all`.
    let sample: Int
    /// How many places are tried at most.
    var bound = 1000
    let makeScene: () throws -> Scene

    /// Whether every place is tried, for as long as it takes.
    static let isSoak = ProcessInfo.processInfo.environment["SOCLE_SOAK"] == "1"

    /// Kills the command, looks, runs it again and looks again, for each place that is tried.
    func run() throws {
        let clock = ContinuousClock()
        var report = ""
        let duration = try clock.measure {
            let calls = try unbroken()
            let places = Self.isSoak ? evenly(calls, bound) : evenly(calls, sample)
            var killed = 0
            for place in places where try kill(before: place) { killed += 1 }
            // A call more or less is the network's matter; a sweep that kills nothing proves nothing.
            #expect(killed * 10 >= places.count * 9, "\(name): only \(killed) of \(places.count) runs were killed")
            report = "\(killed) of \(calls.count) places"
        }
        print("kills: \(name), \(report), each run again to its end, in \(duration.components.seconds) s")
    }

    /// The calls of a run that nothing stops.
    private func unbroken() throws -> [ChangingCall] {
        let scene = try makeScene()
        try scene.checkAnyway()
        let run = try scene.command.run()
        try #require(run.exitCode == 0, "\(name): \(run.errorOutput)")
        try scene.checkAnyway()
        try scene.checkEnd()
        try scene.remove()
        return run.calls
    }

    /// - Returns: whether the run was killed there; it may have come to its end without that call.
    private func kill(before place: ChangingCall) throws -> Bool {
        let scene = try makeScene()
        let comment: Comment = "\(name), killed before \(place)"
        do {
            let broken = try scene.command.run(killedBefore: place)
            #expect(broken.wasKilled || broken.exitCode == 0, "\(comment): \(broken.errorOutput)")
            try scene.checkAnyway()
            let again = try scene.command.run()
            #expect(again.exitCode == 0, "\(comment): \(again.errorOutput)")
            try scene.checkAnyway()
            try scene.checkEnd()
            try scene.remove()
            return broken.wasKilled
        } catch {
            Issue.record(error, comment)
            return true
        }
    }

    /// So many of the calls at most, spread evenly, with another beginning in each run.
    private func evenly(_ calls: [ChangingCall], _ count: Int) -> [ChangingCall] {
        let stride = max(1, (calls.count + count - 1) / count)
        return Swift.stride(from: Int.random(in: 0..<stride), to: calls.count, by: stride).map { calls[$0] }
    }
}
