import FoundationEssentials
import Tenancy
import Testing

@Suite("Rotation schedules")
struct RotationScheduleTests {
    private func date(_ text: String) throws -> Date {
        try Date(text, strategy: .iso8601)
    }

    @Test(
        "are due on a day, whatever the hour",
        arguments: [
            (RotationSchedule.monthly, "2026-01-15T23:59:59Z", "2026-02-15T00:00:00Z"),
            (.monthly, "2026-01-31T12:00:00Z", "2026-02-28T00:00:00Z"),
            (.quarterly, "2026-11-30T03:00:05Z", "2027-02-28T00:00:00Z"),
            (.yearly, "2024-02-29T03:00:00Z", "2025-02-28T00:00:00Z"),
        ])
    func days(_ schedule: RotationSchedule, _ made: String, _ due: String) throws {
        let (made, due) = (try date(made), try date(due))
        #expect(schedule.dueDay(after: made) == due)
        #expect(schedule.isDue(after: made, now: due))
        #expect(!schedule.isDue(after: made, now: due.addingTimeInterval(-1)))
        #expect(!schedule.isDue(after: made, now: made))
    }

    @Test("a daily run at the same second exchanges each month, not each second one")
    func daily() throws {
        let exchanged = try date("2026-03-01T03:00:07Z")
        #expect(RotationSchedule.monthly.isDue(after: exchanged, now: try date("2026-04-01T03:00:00Z")))
    }

    @Test("never is never due")
    func never() {
        #expect(RotationSchedule.never.dueDay(after: .distantPast) == nil)
        #expect(!RotationSchedule.never.isDue(after: .distantPast, now: .distantFuture))
    }

    @Test("are ordered from the laxest to the strictest")
    func order() {
        #expect(RotationSchedule.allCases.sorted() == RotationSchedule.allCases)
        #expect(RotationSchedule.allCases.shuffled().sorted() == [.never, .yearly, .quarterly, .monthly])
    }
}
