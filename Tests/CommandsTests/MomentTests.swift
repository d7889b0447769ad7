import FoundationEssentials
import Testing

@testable import Commands

@Suite("Moments on the command line")
struct MomentTests {
    @Test("a day ends at its midnight, a time is itself")
    func reads() throws {
        #expect(try Moment(argument: "2027-12-31").argumentText == "2028-01-01T00:00:00Z")
        #expect(try Moment(argument: "2027-12-31T18:00:00Z").argumentText == "2027-12-31T18:00:00Z")
        #expect(try Moment(argument: "2028-02-29").argumentText == "2028-03-01T00:00:00Z")
    }

    @Test(
        "what no calendar and no clock shows is refused",
        arguments: [
            "2027-02-30", "2027-02-29", "2027-13-01", "2027-00-10", "31/12/2027", "2027-02-30T10:00:00Z", "tomorrow",
            "",
            "2027-12-31T25:00:00Z",
        ])
    func refuses(_ text: String) {
        #expect(throws: UnreadableArgument.self) { try Moment(argument: text) }
    }
}
