import FoundationEssentials
import Glibc
import Subprocess
import TestServer

/// Looks for canaries in files, all of them in one pass.
struct LeakSearch {
    private let names: [Data: String]
    /// Lies apart from all that is searched, since every form of every canary stands in it.
    private let folder: String

    /// How many forms are looked for.
    var count: Int { names.count }

    init(_ canaries: [Canary]) throws {
        names = Dictionary(canaries.flatMap { canary in canary.forms.map { ($0, canary.name) } }) { first, _ in first }
        folder = "/tmp/socle-search-\(randomWord(12))"
        guard mkdir(folder, 0o700) == 0 else { throw TestFailure("no folder for the search") }
        try Data(names.keys.joined(separator: [0x0A])).write(to: URL(filePath: "\(folder)/patterns"))
    }

    /// The canaries that stand in a file, or in any file below a folder.
    ///
    /// - Parameter exempt: names of files that are not looked into.
    func canaries(in path: String, exempt: [String] = []) throws -> Set<String> {
        let found = "\(folder)/found"
        var grep = Subprocess(
            "/bin/sh",
            ["-c", #"exec /usr/bin/grep "$@" >"$0""#, found, "--only-matching", "--no-filename", "--text"]
                + ["--fixed-strings", "--file=\(folder)/patterns", "--recursive"] + exempt.map { "--exclude=\($0)" }
                + ["--", path])
        // Bytes are compared, and no characters.
        grep.environment["LC_ALL"] = "C"
        let outcome = try grep.run()
        guard outcome.exitCode <= 1 else { throw TestFailure("the search failed: \(outcome.errorOutput)") }
        let matches = try Data(contentsOf: URL(filePath: found)).split(separator: 0x0A).map { Data($0) }
        return Set(matches.map { names[$0] ?? "something unknown" })
    }

    /// Takes the forms away.
    func remove() throws {
        try FileManager.default.removeItem(atPath: folder)
    }
}
