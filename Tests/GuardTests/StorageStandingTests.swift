import Testing
import Vocabulary

@testable import Guard

@Suite("How storage stands")
struct StorageStandingTests {
    /// A limit of 100 bytes, so that bytes are per cent.
    private static func steps(
        _ used: Int64, warned: Bool = false, frozenFor: Double? = nil, ended: Bool = true
    ) -> [StorageStanding.Step] {
        StorageStanding(used: used, permitted: 100, isWarned: warned, frozenFor: frozenFor, areWritersEnded: ended)
            .steps
    }

    @Test("people are warned from 80 %, once, and the warning ends below 75 %")
    func warning() {
        #expect(Self.steps(79) == [])
        #expect(Self.steps(80) == [.warn])
        #expect(Self.steps(99, warned: true) == [])
        #expect(Self.steps(76, warned: true) == [])
        #expect(Self.steps(74, warned: true) == [.endWarning])
    }

    @Test("what is used up freezes, and thaws below 90 % when ten seconds are over")
    func freezing() {
        #expect(Self.steps(99, warned: true) == [])
        #expect(Self.steps(100, warned: true) == [.freeze])
        #expect(Self.steps(250) == [.warn, .freeze])
        #expect(Self.steps(250, warned: true, frozenFor: 60) == [])
        #expect(Self.steps(90, warned: true, frozenFor: 60) == [])
        #expect(Self.steps(89, warned: true, frozenFor: 9) == [])
        #expect(Self.steps(89, warned: true, frozenFor: 10) == [.thaw])
        #expect(Self.steps(10, warned: true, frozenFor: 10) == [.endWarning, .thaw])
    }

    @Test("a freeze in whose middle a guard died is finished, unless it is over")
    func dead() {
        #expect(Self.steps(120, warned: true, frozenFor: 1, ended: false) == [.finishFreeze])
        #expect(Self.steps(50, warned: true, frozenFor: 1, ended: false) == [.endWarning, .finishFreeze])
        #expect(Self.steps(50, frozenFor: 60, ended: false) == [.thaw])
    }

    @Test("a tenant that may have nothing is full as soon as it has anything")
    func nothing() {
        #expect(StorageStanding(used: 0, permitted: 0).steps == [])
        #expect(StorageStanding(used: 1, permitted: 0).steps == [.warn, .freeze])
        #expect(StorageStanding(used: .max, permitted: 1).steps == [.warn, .freeze])
    }

    @Test("the faster it grows and the nearer it is, the sooner it is looked at again")
    func rate() {
        var rate = StorageRate()
        #expect(rate.pause(used: 0, permitted: 100) == 1)
        rate.measured(0, at: 10)
        rate.measured(50, at: 11)
        #expect(rate.bytesPerSecond == 50)
        #expect(rate.pause(used: 50, permitted: 100) == 0.5)
        #expect(rate.pause(used: 90, permitted: 100) == 0.1)
        #expect(rate.pause(used: 99, permitted: 100) == StorageRate.shortest)
        #expect(rate.pause(used: 100, permitted: 100) == StorageRate.longest)
        // A writer that pauses is not forgotten at once.
        rate.measured(50, at: 12)
        #expect(rate.bytesPerSecond == 40)
        // A clock that stands still divides by nothing.
        rate.measured(80, at: 12)
        #expect(rate.bytesPerSecond == 40)
    }

    @Test("a table is written anew when a tenth of its rows is gone since the last time")
    func compaction() throws {
        func table(_ removed: Int64, bytes: Int64 = 1_000_000) throws -> Compaction.Table {
            Compaction.Table(
                number: 7, schema: try .init("a_data"), name: try .init("t"), bytes: bytes, rows: 90, removed: removed)
        }
        #expect(try Compaction.worthwhile([table(10)], known: [:]).count == 1)
        #expect(try Compaction.worthwhile([table(9)], known: [:]).count == 0)
        #expect(try Compaction.worthwhile([table(10, bytes: 8192)], known: [:]).count == 0)
        #expect(try Compaction.worthwhile([table(110)], known: [7: 100]).count == 1)
        #expect(try Compaction.worthwhile([table(105)], known: [7: 100]).count == 0)
        #expect(try Compaction.worthwhile([table(100)], known: [7: 100]).count == 0)
        // Counters that were reset.
        #expect(try Compaction.worthwhile([table(10)], known: [7: 100]).count == 1)
    }
}
