import Testing
import Vocabulary

@Suite("Amounts of storage")
struct ByteCountTests {
    @Test(
        "are written as people write them",
        arguments: [
            (0, "0 B"), (999, "999 B"), (1000, "1 kB"), (1_550_000, "1.6 MB"), (999_999, "1 MB"),
            (1_000_000_000, "1 GB"),
        ])
    func text(_ bytes: Int64, _ text: String) {
        #expect(ByteCount(bytes: bytes).description == text)
    }
}
