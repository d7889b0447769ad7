import Testing
import Vocabulary

@Suite("Failures together")
struct FailureListTests {
    private let failure = NameFailure(kindOfName: "theme", text: "x", reason: .empty)

    @Test("none throws nothing")
    func none() throws {
        try FailureList().throwIfAny()
    }

    @Test("one is thrown as itself")
    func one() {
        var list = FailureList()
        list.append(failure)
        #expect(throws: NameFailure.self) { try list.throwIfAny() }
    }

    @Test("eight are kept, and the others are counted")
    func many() {
        var list = FailureList()
        for _ in 0..<11 { list.append(failure) }
        #expect(list.failures.count == 8)
        #expect(list.omitted == 3)
        #expect(throws: FailureList.self) { try list.throwIfAny() }
    }
}
