import FoundationEssentials
import Journal
import Postgres
import Subprocess
import TestServer
import Testing

/// A procedure that dies before and after every one of its steps, forward and backward, each time from the same state.
///
/// Where `KilledCommandTests` kill a program that knows nothing of it at any call, here the journal ends the
/// process between the work of a step and the row that says so, which no call shows.
struct CrashSweep {
    /// How an operation ended.
    enum End {
        case completed, undone
    }

    /// The same state made anew, and what has to hold in it.
    struct Scene {
        /// The program and the words with which the procedure begins.
        let command: [String]
        /// The environment, of which nothing else is inherited.
        let environment: [String: String]
        /// The words before a number: `["socle", …, "operation"]`.
        let operation: [String]
        /// The number of the operation that was begun last.
        let number: () throws -> Int
        /// What holds after every run, whole or broken.
        var checkAnyway: () throws -> Void = {}
        /// What holds at the end.
        let check: (End) throws -> Void
        /// Takes the state away.
        var remove: () throws -> Void = {}
    }

    /// A step as the sweep needs to know it.
    struct StepFacts {
        let name: String
        let isPointOfNoReturn: Bool
        /// Whether it runs only when somebody confirms.
        let isConfirmed: Bool
    }

    let kind: String
    let steps: [StepFacts]
    /// How many cases are tried in a run of all tests; `make soak` tries all.
    let sample: Int
    let makeScene: () throws -> Scene

    init<P: Procedure>(_ type: P.Type, sample: Int, makeScene: @escaping () throws -> Scene) {
        kind = P.kind
        steps = P.steps.map { step in
            StepFacts(
                name: step.name, isPointOfNoReturn: step.kind == .pointOfNoReturn, isConfirmed: step.kind == .confirmed)
        }
        self.sample = sample
        self.makeScene = makeScene
    }

    /// Where a process dies, and what is done then.
    enum Case: CustomStringConvertible {
        /// Dies there; the same command is given again.
        case again(step: Int, moment: String)
        /// Dies there; the operation is undone, or finished where that is refused.
        case undo(step: Int, moment: String)
        /// The whole is undone up to where it may be, and dies while this step is being undone.
        case dieInUndo(step: Int, moment: String)

        var description: String {
            switch self {
            case .again(let step, let moment): "again after \(moment) \(step)"
            case .undo(let step, let moment): "undo after \(moment) \(step)"
            case .dieInUndo(let step, let moment): "died in \(moment) \(step)"
            }
        }
    }

    /// Every case that the steps have.
    var cases: [Case] {
        let indices = Array(steps.indices)
        let moments = ["before", "after"]
        let last = lastUndoable
        return indices.flatMap { step in moments.map { Case.again(step: step, moment: $0) } }
            + indices.flatMap { step in moments.map { Case.undo(step: step, moment: $0) } }
            + indices.prefix(last + 1).flatMap { step in
                ["undo-before", "undo-after"].map { Case.dieInUndo(step: step, moment: $0) }
            }
    }

    /// The last step before which or in which an undoing can begin.
    private var lastUndoable: Int { (steps.firstIndex { $0.isPointOfNoReturn || $0.isConfirmed } ?? steps.count) - 1 }

    /// Tries the cases and prints how many there were.
    func run() throws {
        let scene = try makeScene()
        expectSuccess(of: try launch(scene.command, scene), "unbroken")
        if steps.contains(where: \.isConfirmed) {
            expectSuccess(of: try launch(scene.operation + ["confirm", "\(scene.number())"], scene), "confirmed")
        }
        try scene.checkAnyway()
        try scene.check(.completed)
        try scene.remove()

        let all = cases
        let stride = KillSweep.isSoak ? 1 : max(1, (all.count + sample - 1) / sample)
        let tried = Swift.stride(from: Int.random(in: 0..<stride), to: all.count, by: stride).map { all[$0] }
        for `case` in tried {
            do { try run(`case`) } catch { Issue.record(error, "\(kind): \(`case`)") }
        }
        print("crashes: \(kind), \(tried.count) of \(all.count) cases of \(steps.count) steps, and one unbroken run")
    }

    private func run(_ case: Case) throws {
        let scene = try makeScene()
        let comment = "\(kind): \(`case`)"
        var end = End.completed
        switch `case` {
        case .again(let step, let moment):
            try die(at: step, moment, scene, comment)
            if steps[step].isConfirmed || steps[..<step].contains(where: \.isConfirmed) {
                try expectSuccess(of: launch(scene.operation + ["resume", "\(scene.number())"], scene), comment)
            } else {
                try expectSuccess(of: launch(scene.command, scene), comment)
            }
            try confirm(scene, comment)
        case .undo(let step, let moment):
            try die(at: step, moment, scene, comment)
            let number = try scene.number()
            let undone = try launch(scene.operation + ["undo", "\(number)"], scene)
            if steps[...step].contains(where: \.isPointOfNoReturn) {
                #expect(undone.exitCode != 0, "\(comment): past the return, and undone")
                // The program shows a failure without its code.
                #expect(
                    (undone.output + undone.errorOutput).contains("cannot be undone any more"),
                    "\(comment): \(undone.errorOutput)")
                try expectSuccess(of: launch(scene.operation + ["resume", "\(number)"], scene), comment)
                try confirm(scene, comment)
            } else {
                expectSuccess(of: undone, comment)
                end = .undone
            }
        case .dieInUndo(let step, let moment):
            try die(at: lastUndoable, "after", scene, comment)
            let number = try scene.number()
            let broken = try launch(
                scene.operation + ["undo", "\(number)"], scene, failAt: "\(kind)/\(steps[step].name):\(moment)")
            #expect(broken.exitCode == 86, "\(comment): \(broken.errorOutput)")
            try scene.checkAnyway()
            // Either word finishes an undoing that was begun.
            let word = Bool.random() ? "undo" : "resume"
            try expectSuccess(of: launch(scene.operation + [word, "\(number)"], scene), comment)
            end = .undone
        }
        try #expect(state(scene) == (end == .completed ? "completed" : "undone"), "\(comment)")
        try scene.checkAnyway()
        try scene.check(end)
        try scene.remove()
    }

    private func die(at step: Int, _ moment: String, _ scene: Scene, _ comment: String) throws {
        let place = "\(kind)/\(steps[step].name):\(moment)"
        if let gate = steps[...step].firstIndex(where: \.isConfirmed) {
            try expectSuccess(of: launch(scene.command, scene), "\(comment): up to step \(gate)")
            let broken = try launch(
                scene.operation + ["confirm", "\(scene.number())"], scene, failAt: place)
            #expect(broken.exitCode == 86, "\(comment): \(broken.errorOutput)")
        } else {
            let broken = try launch(scene.command, scene, failAt: place)
            #expect(broken.exitCode == 86, "\(comment): \(broken.errorOutput)")
        }
        try scene.checkAnyway()
    }

    /// Confirms what waits for it; what was confirmed before it died may be over.
    private func confirm(_ scene: Scene, _ comment: String) throws {
        guard try state(scene) == "waiting" else { return }
        try expectSuccess(of: launch(scene.operation + ["confirm", "\(scene.number())"], scene), comment)
    }

    private func state(_ scene: Scene) throws -> String? {
        try TestDatabase.current.connect().first(
            "select state from socle.operations where operation_id = \(scene.number())"
        ) { row in try row[0] }
    }

    private func expectSuccess(of outcome: Subprocess.Outcome, _ comment: String) {
        #expect(outcome.exitCode == 0, "\(comment): \(outcome.output)\(outcome.errorOutput)")
    }

    private func launch(_ command: [String], _ scene: Scene, failAt place: String? = nil) throws -> Subprocess.Outcome {
        var process = Subprocess(command[0], Array(command.dropFirst()))
        process.environment.merge(scene.environment) { _, new in new }
        process.environment["SOCLE_FAIL_AT"] = place
        return try process.run()
    }
}
