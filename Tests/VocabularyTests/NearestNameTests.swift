import Testing
import Vocabulary

@Suite("Nearest names")
struct NearestNameTests {
    @Test(
        "a slip of the hand is understood",
        arguments: [("tenent", "tenant"), ("laod", "load"), ("Mesh", "mesh"), ("statsu", "status")])
    func finds(_ typed: String, _ meant: String) {
        #expect(nearestName(to: typed, in: ["tenant", "load", "mesh", "status"]) == meant)
    }

    @Test("another word is not", arguments: ["", "xyzzy", "t", "migrations"])
    func findsNothing(_ typed: String) {
        #expect(nearestName(to: typed, in: ["tenant", "load", "mesh", "status"]) == nil)
    }

    @Test("of two that are equally near, the first of the alphabet is named, whatever the order")
    func isStable() {
        #expect(nearestName(to: "lost", in: ["list", "last"]) == "last")
        #expect(nearestName(to: "lost", in: ["last", "list"]) == "last")
    }
}
