import FoundationEssentials
import Testing

@testable import Postgres

@Suite("Text form of instants")
struct TimestampTextTests {
    @Test(
        "an instant is written and read back to the microsecond",
        arguments: [
            (0, "1970-01-01 00:00:00+00"),
            (1, "1970-01-01 00:00:00.000001+00"),
            (-1, "1969-12-31 23:59:59.999999+00"),
            (1_735_689_599_999_999, "2024-12-31 23:59:59.999999+00"),
            (1_709_164_800_000_000, "2024-02-29 00:00:00+00"),
            (-62_135_596_800_000_000, "0001-01-01 00:00:00+00"),
            (-62_135_596_800_000_001, "0001-12-31 23:59:59.999999+00 BC"),
            (253_402_300_800_000_000, "10000-01-01 00:00:00+00"),
        ] as [(Int64, String)])
    func writing(microseconds: Int64, text: String) {
        #expect(timestampText(microseconds: microseconds) == text)
        #expect(timestampMicroseconds(from: text) == microseconds)
    }

    @Test(
        "offsets, dates and local timestamps are read",
        arguments: [
            ("2024-06-01 12:00:00+02", 1_717_236_000), ("2024-06-01 12:00:00-05:30", 1_717_263_000),
            ("1900-01-01 00:00:00+00:09:21", -2_208_989_361), ("2024-06-01", 1_717_200_000),
            ("2024-06-01 12:00:00", 1_717_243_200), ("0044-03-15 BC", -63_517_824_000),
        ] as [(String, Int64)])
    func reading(text: String, seconds: Int64) {
        #expect(timestampMicroseconds(from: text) == seconds * 1_000_000)
    }

    @Test("a short fraction counts from its first digit")
    func fractions() {
        #expect(timestampMicroseconds(from: "1970-01-01 00:00:00.5+00") == 500_000)
        #expect(timestampMicroseconds(from: "1970-01-01 00:00:00.05+00") == 50_000)
    }

    @Test(
        "anything else is refused",
        arguments: [
            "", "infinity", "-infinity", "2024", "2024-13-01", "2024-00-01", "31/12/2024", "2024-06-01 12:00",
            "2024-06-01 12:00:00+", "2024-06-01 12:00:00.+00", "2024-06-01T12:00:00+00",
            "2024-06-01 12:00:00+00x",
        ])
    func refusing(text: String) {
        #expect(timestampMicroseconds(from: text) == nil)
        #expect(Date(postgresText: text) == nil)
    }

    @Test("a date that no timestamp holds is sent without a trap")
    func extremes() {
        func sent(_ interval: Double) -> BoundValue.Content {
            Date(timeIntervalSinceReferenceDate: interval).postgresValue.content
        }
        #expect(sent(.infinity) == .text("infinity"))
        #expect(sent(-.infinity) == .text("-infinity"))
        #expect(sent(.nan) == .text("nan"))
        #expect(sent(1e300) == .text("1e+300"))
    }

    @Test("every day of four centuries survives the calendar")
    func calendar() {
        for day in stride(from: Int64(-80_000), through: 80_000, by: 1) {
            let date = civilDate(daysSince1970: day)
            #expect(daysSince1970(year: date.year, month: date.month, day: date.day) == day)
        }
    }
}
