import FoundationEssentials
import Tenancy
import Testing

@Suite("The table of keys in tenants/README.md")
struct KeyTableTests {
    @Test("has every key, what it takes and how it holds, as the program knows them")
    func table() throws {
        let path = String(#filePath.dropLast("Tests/TenancyTests/KeyTableTests.swift".count)) + "tenants/README.md"
        let page = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        let rows = try #require(page.split(separator: "## Every key").last).split(separator: "\n").filter {
            $0.hasPrefix("| `")
        }.map(String.init)
        let missing = Self.expected.filter { !rows.contains($0) }
        #expect(missing == [], "\(missing.joined(separator: "\n"))")
        // What is no key any more is no row any more either.
        #expect(rows.count == Self.expected.count)
    }

    /// The rows, those of the engines folded into one.
    private static var expected: [String] {
        var rows: [String] = []
        for key in TenantConfiguration.keys {
            var path = key.path
            let parts = path.split(separator: ".")
            if parts.count > 2, parts[0] == "databases",
                parts[2] == "enabled" || parts[2] == "mode" || parts[2] == "resources"
            {
                path = (["databases", "<engine>"] + parts.dropFirst(2).map(String.init)).joined(separator: ".")
            }
            let meaning =
                key.bound.map { "\(key.meaning) *\($0.prefix(1).uppercased() + $0.dropFirst()).*" } ?? key.meaning
            let row = "| `\(path)` | \(key.takes) | \(meaning) | \(key.strength.words) |"
            if !rows.contains(row) { rows.append(row) }
        }
        return rows
    }
}
