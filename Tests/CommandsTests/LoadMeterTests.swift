import Formats
import Ingestion
import Testing
import Vocabulary

@testable import Commands

/// What people and programs see of a load that runs.
@Suite struct LoadMeterTests {
    @Test(
        "a time to wait is a number and its unit",
        arguments: [("90s", 90), ("15m", 900), ("2h", 7200), ("0s", 0)])
    func waiting(_ text: String, _ seconds: Int) throws {
        #expect(try WaitingTime(argument: text).duration == .seconds(seconds))
    }

    @Test("each phase is told at once when events are asked for, and each step behind the last row")
    func steps() throws {
        let phases: [LoadProgress.Phase] = [
            .reading, .reading, .publishing(.checking), .publishing(.indexing), .publishing(.indexing),
            .publishing(.swapping),
        ]
        let told = try show(phases, .events, on: nil).split(separator: "\n").map {
            let event = try JSON(parsing: Array($0.utf8), name: "event")
            return [event["event"], event["phase"], event["step"]].map { $0?.text ?? "-" }.joined(separator: " ")
        }
        #expect(
            told == [
                "start - -", "progress reading -", "progress publishing checking", "progress publishing indexing",
                "progress publishing swapping",
            ])
        let drawn = try show(phases, .bar, on: Terminal(width: 80, hasColour: false))
        for words in ["reading  ", "publishing, checking  ", "publishing, indexing  ", "publishing, swapping  "] {
            #expect(drawn.ranges(of: words).count == 1, "\(drawn)")
        }
        #expect(try show(phases, nil, on: nil) == "", "a load that ends soon is told in a sentence")
    }

    private func show(_ phases: [LoadProgress.Phase], _ form: ProgressForm?, on terminal: Terminal?) throws -> String {
        let errors = CapturedStream(terminal: terminal)
        let surroundings = Surroundings(
            environment: [:], standardOutput: CapturedStream(), standardError: errors)
        let meter = LoadMeter(Context(program: .socle, options: GlobalOptions(), surroundings: surroundings), form)
        let request = LoadRequest(origin: .standardInput, schema: try Identifier("s"), table: try Identifier("t"))
        meter.start(request, of: try TenantIdentifier("rennes"))
        for phase in phases { meter.show(LoadProgress(phase)) }
        return errors.text
    }

    @Test("nothing else is", arguments: ["", "5", "m", "1d", "-1m", "1.5h", "9999999s", "１m"])
    func notWaiting(_ text: String) {
        #expect(throws: UnreadableArgument.self) { try WaitingTime(argument: text) }
    }
}
