import Commands
import FoundationEssentials
import Glibc
import Testing

@Suite("The command reference")
struct CommandReferenceTests {
    /// Writes the page anew instead of comparing it when `SOCLE_UPDATE_SNAPSHOTS=1`.
    @Test("docs/commands.md says what the declarations say")
    func fresh() throws {
        let current = CommandReference(of: .socle).text
        if getenv("SOCLE_UPDATE_SNAPSHOTS").map({ String(cString: $0) }) == "1" {
            try Data(current.utf8).write(to: URL(filePath: "\(Repository.root)/docs/commands.md"))
        }
        let page = try Repository.text("docs/commands.md")
        #expect(
            page == current,
            "run 'socle help --markdown > docs/commands.md', or the tests with SOCLE_UPDATE_SNAPSHOTS=1")
    }
}
