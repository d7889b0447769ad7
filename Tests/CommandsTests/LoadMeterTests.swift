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

    @Test("nothing else is", arguments: ["", "5", "m", "1d", "-1m", "1.5h", "9999999s", "１m"])
    func notWaiting(_ text: String) {
        #expect(throws: UnreadableArgument.self) { try WaitingTime(argument: text) }
    }
}
