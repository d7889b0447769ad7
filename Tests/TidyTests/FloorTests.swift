import Testing

/// The floors of ARCHITECTURE.md, lowest first; modules of one floor never name each other.
private let floors: [[String]] = [
    ["CLibPQ", "CYAML", "COpenSSL", "CCurl", "CPKCS11", "CIDN", "CZip", "CZlib", "CProcess", "Vocabulary"],
    ["Postgres", "YAML", "Cryptography", "PKCS11", "HTTPClient", "Subprocess", "Archive", "Threads"],
    ["Settings", "Migrations", "Vault", "Audit", "Journal", "Formats"],
    ["Tenancy"],
    ["Adoption", "Ingestion", "Mesh", "Channels", "Access", "Backup", "Guard", "Compliance"],
    ["Operations"],
    [],
    ["Commands"],
    ["socle"],
]

@Suite("Floors")
struct FloorTests {
    /// The dependencies of each target that is not a test's, as Package.swift declares them.
    private let dependencies: [String: [String]]

    init() throws {
        var found: [String: [String]] = [:]
        let package = try Repository.text("Package.swift")
        let start = try #require(package.firstRange(of: "targets: [\n")).upperBound
        let end = try #require(package.firstRange(of: "// MARK: Tests")).lowerBound
        // A declaration over several lines is one line first.
        let declarations = package[start..<end].replacing("\n            ", with: " ")
        for declaration in declarations.split(separator: "\n        ") {
            let names = quotedNames(in: declaration)
            guard let name = names.first, !declaration.hasPrefix("//") else { continue }
            let isLibrary = declaration.contains("systemLibrary")
            found[name] = isLibrary ? [] : Array(names.dropFirst())
        }
        dependencies = found
    }

    @Test("every target stands on a floor")
    func everyTargetHasAFloor() {
        #expect(Set(dependencies.keys) == Set(floors.joined()))
    }

    @Test("a target names only targets of floors below its own")
    func dependenciesPointDown() {
        for (floor, targets) in floors.enumerated() {
            let below = Set(floors[..<floor].joined())
            for target in targets {
                for dependency in dependencies[target] ?? [] where !below.contains(dependency) {
                    Issue.record("\(target) stands on floor \(floor) and names \(dependency), which is not below it")
                }
            }
        }
    }

    @Test("each C library has one importer")
    func oneImporter() throws {
        for library in floors[0] where library.hasPrefix("C") {
            let importers = try Repository.files(below: "Sources", ending: ".swift").filter { path in
                try Repository.text(path).contains("import \(library)\n")
            }
            let modules = Set(importers.map { $0.split(separator: "/")[1] })
            #expect(modules.count <= 1, "\(library) is imported by \(modules.sorted())")
        }
    }

    @Test("what Package.swift declares is imported somewhere")
    func declarationsAreUsed() throws {
        for (target, declared) in dependencies where !declared.isEmpty {
            let texts = try Repository.files(below: "Sources/\(target)", ending: ".swift").map(Repository.text)
            for name in declared {
                #expect(texts.contains { $0.contains("import \(name)\n") }, "\(target) declares \(name)")
            }
        }
    }

    @Test("an import that Package.swift does not declare does not stand in the sources")
    func importsAreDeclared() throws {
        for (target, declared) in dependencies {
            for path in try Repository.files(below: "Sources/\(target)", ending: ".swift") {
                for line in try Repository.text(path).split(separator: "\n") where line.contains("import ") {
                    let words = line.split(separator: " ")
                    guard let index = words.firstIndex(of: "import"), index <= 1, index + 1 < words.count else {
                        continue
                    }
                    let name = String(words[index + 1])
                    guard floors.joined().contains(name) else { continue }
                    #expect(declared.contains(name), "\(path) imports \(name)")
                }
            }
        }
    }
}

private func quotedNames(in text: Substring) -> [String] {
    text.split(separator: "\"", omittingEmptySubsequences: false).enumerated().compactMap { index, part in
        index % 2 == 1 ? String(part) : nil
    }
}
