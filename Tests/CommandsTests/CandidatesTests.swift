import Testing

@testable import Commands

@Suite("Candidates for the next word")
struct CandidatesTests {
    @Test(
        "the words that may stand next come from the declarations",
        arguments: [
            (["t"], ["tenant"]),
            ([""], ["tenant", "load", "fail", "help", "completions"]),
            (["tenant", ""], ["new", "list", "plan"]),
            (["tenant", "l"], ["list"]),
            (["--root", "x", "tenant", "l"], ["list"]),
            (["nonsense", ""], []),
            (["tenant", "new", "--t"], ["--tier", "--theme"]),
            (["tenant", "new", "--tier", ""], ["free", "standard", "premium", "enterprise"]),
            (["tenant", "new", "--tier", "p"], ["premium"]),
            (["tenant", "new", "--tier=p"], ["--tier=premium"]),
            (["tenant", "new", "--tier", "free", "--ti"], []),
            (["tenant", "new", "--theme", "eau", "--th"], ["--theme"]),
            (["tenant", "new", "--", "--t"], []),
            (["-o", "j"], ["json"]),
            (["load", "r"], ["rennes"]),
            (["load", "--root", "/srv", "/s"], ["/srv"]),
            (["load", "acme", "x"], [":files"]),
            (["load", "--delimiter", ";", "acme", "a"], ["acme_nightly", ":files"]),
            (["load", "acme", "x", "y"], []),
            (["--root", ""], [":directories"]),
            (["--root=/s"], [":directories"]),
            (["help", "ten"], ["tenant"]),
            (["help", "tenant", "n"], ["new"]),
            (["completions", ""], ["bash", "zsh"]),
            ([], []),
        ])
    func candidates(words: [String], expected: [String]) {
        let run = Run(["complete", "--"] + words)
        #expect(run.output.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) } == expected)
        #expect(run.exitCode == 0)
    }

    @Test("a candidate carries its explanation for shells that show one")
    func explanation() {
        #expect(Run("complete -- tenant l").output == "list\tList the declared tenants.\n")
    }
}
