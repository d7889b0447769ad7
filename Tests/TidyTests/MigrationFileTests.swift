import Testing

@Suite("Files of sql/")
struct MigrationFileTests {
    @Test("a versioned file begins with its number and says why, what it locks, and how to go back")
    func headers() throws {
        for path in try Repository.files(below: "sql", ending: ".sql") where path.contains("/migrations/") {
            let text = try Repository.text(path)
            let lines = text.split(separator: "\n")
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            #expect(lines.first?.hasPrefix("-- \(name.prefix(4)) ") == true, "\(path)")
            for word in ["-- why: ", "-- locks: ", "-- reverse: "] {
                #expect(text.contains("\n\(word)"), "\(path): \(word)")
            }
            #expect(!text.contains("if not exists"), "\(path): a surprise must fail loudly")
        }
    }

    @Test("numbers are consecutive in each scope")
    func numbers() throws {
        for scope in ["database", "base"] {
            let names = try Repository.files(below: "sql/\(scope)/migrations", ending: ".sql")
                .compactMap { $0.split(separator: "/").last }
            #expect(!names.isEmpty)
            #expect(names.map { Int($0.prefix(4)) } == (1...names.count).map(Optional.init))
        }
    }

    @Test("a function that runs with its owner's rights fixes its path and is closed to everyone first")
    func definerFunctions() throws {
        for path in try Repository.files(below: "sql", ending: ".sql") {
            let text = try Repository.text(path)
            for part in text.split(separator: "create or replace function ").dropFirst()
            where part.contains("security definer") {
                let name = part.prefix { $0 != "(" }
                #expect(part.contains("set search_path = ''"), "\(path): \(name)")
                #expect(text.contains("revoke all on function \(name)("), "\(path): \(name)")
            }
        }
    }
}
