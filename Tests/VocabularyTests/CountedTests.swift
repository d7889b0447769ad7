import Testing
import Vocabulary

@Suite("Numbers with what they count")
struct CountedTests {
    @Test("one is one, and everything else is many")
    func words() {
        #expect((0...2).map { counted($0, "change") } == ["0 changes", "1 change", "2 changes"])
        #expect((1...2).map { counted($0, "tenant lies", "tenants lie") } == ["1 tenant lies", "2 tenants lie"])
    }
}
