import Testing
import Vocabulary
import YAML

@Suite("Laying one tree over another")
struct MergingTests {
    private func tree(_ text: String, file: String = "t.yml") throws -> YAMLNode {
        try YAMLDocument(parsing: text, file: file).root
    }

    @Test(
        "the later wins, mappings are merged, everything else is replaced",
        arguments: [
            ("{a: 1}", "{a: 2}", "{a: 2}"),
            ("{a: 1, b: 2}", "{c: 3, a: 4}", "{a: 4, b: 2, c: 3}"),
            ("{a: {b: {c: 1, d: 2}, e: 3}}", "{a: {b: {c: 9}}}", "{a: {b: {c: 9, d: 2}, e: 3}}"),
            ("{a: [1, 2, 3]}", "{a: [4]}", "{a: [4]}"),
            ("{a: {b: 1}}", "{a: [b]}", "{a: [b]}"),
            ("{a: x}", "{a: {b: 1}}", "{a: {b: 1}}"),
            ("{a: {b: 1}}", "{a: ~}", "{a: ~}"),
            ("{a: 1}", "{}", "{a: 1}"),
        ])
    func merging(base: String, over: String, result: String) throws {
        #expect(try tree(base).merged(with: tree(over)) == tree(result))
    }

    @Test("merging is associative, and a tree over itself changes nothing")
    func laws() throws {
        let (a, b, c) = (
            try tree("{a: {x: 1}, l: [1]}"), try tree("{a: {y: 2}, m: 1}"), try tree("{a: {x: 3}, l: [2]}")
        )
        #expect(a.merged(with: b).merged(with: c) == a.merged(with: b.merged(with: c)))
        #expect(a.merged(with: a) == a)
    }

    @Test("a failure names the file that the wrong value comes from")
    func files() throws {
        let generic = try tree(
            "identifier: acme\ntier: free\nlimits: {users: 5, cores: many}\n", file: "generic.yml")
        let tenant = try tree("tier: fre\nlimits:\n  users: ten\nchannel: [metabase]\n", file: "acme.yml")
        #expect(
            rendered {
                _ = try YAMLDecoder().decode(Partial.self, from: generic.merged(with: tenant))
            } == """
                YML205 'limits.users' needs an integer, not 'ten'
                acme.yml:3:10
                    users: ten
                           ^
                YML201 unknown key 'channel'
                acme.yml:4:1
                  channel: [metabase]
                  ^
                hint: Did you mean 'channels'?
                YML205 'limits.cores' needs a number, not 'many'
                generic.yml:3:27
                  limits: {users: 5, cores: many}
                                            ^
                """)
    }

    @Test("a key that both files have is shown where the later one has it")
    func keys() throws {
        let generic = try tree("identifier: acme\ntier: free\nextra: 1\n", file: "generic.yml")
        let tenant = try tree("# mine\nextra: 2\n", file: "acme.yml")
        #expect(
            rendered { _ = try YAMLDecoder().decode(Partial.self, from: generic.merged(with: tenant)) }
                .hasPrefix("YML201 unknown key 'extra'\nacme.yml:2:1\n"))
    }

    private struct Partial: Decodable {
        var identifier: String
        var tier: String
        var limits: Limits?
        var channels: [Channel]?
    }
}
