import Testing

@Suite("The Makefile")
struct MakefileTests {
    /// Words before a colon at the beginning of a line, in their order; a line that begins with a dot is for make itself.
    private static func targets() throws -> [String] {
        try Repository.text("Makefile").split(separator: "\n").compactMap { line in
            guard line.first?.isLetter == true, line.contains(":"), !line.contains(":=") else { return nil }
            return line.split(separator: ":").first.map(String.init)
        }
    }

    @Test("has one recipe for each word, and says of each that it is no file")
    func recipes() throws {
        let targets = try Self.targets()
        #expect(targets.count > 10)
        #expect(Set(targets).count == targets.count, "\(targets)")
        let phony = try Repository.text("Makefile").split(separator: "\n").first { $0.hasPrefix(".PHONY:") }
        let named = Set((phony ?? "").split(separator: " ").dropFirst().map(String.init))
        #expect(named == Set(targets))
    }

    @Test("calls scripts that are there")
    func scripts() throws {
        let scripts = try Repository.text("Makefile").matches(of: /@(?:[A-Z_]+=\S+ )?(scripts\/[a-z-]+)/).map { $0.1 }
        #expect(scripts.count > 5)
        for script in scripts { #expect(try Repository.text(String(script)).hasPrefix("#!/bin/sh"), "\(script)") }
    }
}
