import Testing
import Vocabulary

@testable import Commands

@Suite("Reporting a failure")
struct FailureReportTests {
    @Test("message, detail and hint stand below each other, the caret under its column")
    func parts() {
        let run = Run("fail kind")
        #expect(
            run.errors == """
                error: fault 1
                detail: tenants/acme.yml:3:7
                          tier: gold
                                ^
                hint: Choose another tier.

                """)
        #expect(run.exitCode == 73)
    }

    @Test("--verbose adds the code")
    func code() {
        #expect(Run("fail kind -v").errors.hasPrefix("error: fault 1 (SAM101)\n"))
    }

    @Test("colours appear only on a terminal that wants them")
    func colours() {
        #expect(
            Run("fail kind", terminal: Terminal(width: 80, hasColour: true)).errors.hasPrefix(
                "\u{1B}[31merror:\u{1B}[0m fault 1\n"))
        #expect(!Run("fail kind", terminal: Terminal(width: 80, hasColour: false)).errors.contains("\u{1B}"))
        #expect(!Run("fail kind").errors.contains("\u{1B}"))
    }

    @Test("a list shows each failure and counts those it left out")
    func list() {
        let run = Run("fail list")
        #expect(
            run.errors.hasSuffix("error: fault 7\nerror: fault 8\nerror: 2 more failures are not shown\n"))
        #expect(run.exitCode == 73)
    }

    @Test("a list in JSON is the first failure with the others beside it")
    func listAsJSON() {
        let text = Run("fail list -o json").errors
        #expect(text.hasPrefix(#"{"code":"SAM101","message":"fault 1","detail":"tenants/acme.yml:3:7\n"#))
        #expect(
            text.hasSuffix(
                #"{"code":"SAM101","message":"fault 8","detail":null,"hint":null}],"omitted":2}"# + "\n"))
        #expect(text.split(separator: "\n").count == 1)
    }

    @Test("an error that nobody translated is a fault of the program, and its values are not shown")
    func unknown() {
        let run = Run("fail unknown")
        #expect(
            run.errors == """
                error: an error that the program does not expect reached its end
                detail: a value of the type 'CommandsTests.Fail.Unknown' was thrown
                hint: This is a fault of the program: run it again with '--verbose' and report what it prints.

                """)
        #expect(run.exitCode == 70)
        #expect(!Run("fail unknown -v").errors.contains("hunter2"))
    }

    @Test("a reader who left ends the program without a word")
    func readerLeft() {
        let run = Run("tenant list", outputFailure: ReaderLeft())
        #expect(run.errors == "")
        #expect(run.exitCode == 141)
    }

    @Test("an output that refuses what is written is a failure")
    func unwritable() {
        let run = Run(
            "tenant list", outputFailure: CommandFailure.unwritable(reason: "No space left on device"))
        #expect(run.errors == "error: standard output cannot be written: No space left on device\n")
        #expect(run.exitCode == 69)
    }

    @Test(
        "each class of failure has the exit code of its kind",
        arguments: zip(
            FailureKind.allCases, [64, 78, 65, 66, 73, 77, 77, 69, 75, 70] as [Int32]))
    func exitCodes(kind: FailureKind, code: Int32) {
        #expect(ExitCode.of(kind) == code)
    }
}
