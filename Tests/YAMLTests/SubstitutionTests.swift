import Testing
import Vocabulary
import YAML

@Suite("Variables in a tree")
struct SubstitutionTests {
    private let variables = [
        "TENANT_ID": "acme", "CORES": "4", "NONE": "", "NESTED": "${CORES}", "HOSTILE": "x: [1]\n- \"y",
        "É": "no",
    ]

    private func substituted(_ text: String) throws -> YAMLNode {
        try YAMLDocument(parsing: text, file: "t.yml").root.substituting(variables)
    }

    @Test(
        "a variable is replaced wherever it stands",
        arguments: [
            ("${TENANT_ID}", "acme"), ("${TENANT_ID}_data", "acme_data"), ("'a${CORES}b${CORES}c'", "a4b4c"),
            ("'cache:${TENANT_ID}:'", "cache:acme:"), ("'[${NONE}]'", "[]"), ("é${CORES}é", "é4é"),
        ])
    func replaced(written: String, value: String) throws {
        #expect(try YAMLDecoder().decode([String].self, from: substituted("- \(written)")) == [value])
    }

    @Test(
        "what is no variable stays",
        arguments: [
            ("$", "$"), ("$5", "$5"), ("a$b", "a$b"), ("'$${CORES}'", "${CORES}"),
            ("'$$${CORES}'", "$${CORES}"),
            ("$$", "$$"), ("'{CORES}'", "{CORES}"), ("a$", "a$"),
        ])
    func kept(written: String, value: String) throws {
        #expect(try YAMLDecoder().decode([String].self, from: substituted("- \(written)")) == [value])
    }

    @Test("a value is put in as text: it is no YAML and holds no variable")
    func text() throws {
        let node = try substituted("- ${HOSTILE}\n- ${NESTED}\n")
        #expect(try YAMLDecoder().decode([String].self, from: node) == ["x: [1]\n- \"y", "${CORES}"])
    }

    @Test("the field's type reads the value, whether it stood in quotes or not")
    func types() throws {
        let node = try substituted(
            "{a: '${CORES}', b: \"${CORES}\"}")
        #expect(try YAMLDecoder().decode([String: Int].self, from: node) == ["a": 4, "b": 4])
        #expect(try YAMLDecoder().decode([String: Double].self, from: node) == ["a": 4, "b": 4])
        #expect(try YAMLDecoder().decode([String: String].self, from: node) == ["a": "4", "b": "4"])
        #expect(try substituted("cores: ${CORES}\n")["cores"]?.json == 4)
        #expect(try substituted("cores: \"${CORES}\"\n")["cores"]?.json == "4")
    }

    @Test("keys hold variables too, and may not meet in one")
    func keys() throws {
        #expect(try substituted("${TENANT_ID}_users: 1\n")["acme_users"] != nil)
        #expect(
            rendered { _ = try substituted("acme: 1\n${TENANT_ID}: 2\n") } == """
                YML303 duplicate key '${TENANT_ID}'
                t.yml:2:1
                  ${TENANT_ID}: 2
                  ^
                first given at t.yml:1:1
                hint: Keep one of the two.
                """)
    }

    @Test("every variable that is wrong is reported, and no value is shown")
    func failures() {
        #expect(
            rendered {
                _ = try substituted("a: ${TENNANT_ID}\nb: '${X Y}'\nc: '${}'\nd: '${CORES'\ne: '${XYZ}'\n")
            } == """
                YML301 unknown variable 'TENNANT_ID'
                t.yml:1:4
                  a: ${TENNANT_ID}
                     ^
                hint: Did you mean '${TENANT_ID}'?
                YML302 '${' does not begin a variable
                t.yml:2:4
                  b: '${X Y}'
                     ^
                hint: Write '$${' where the text itself is meant.
                YML302 '${' does not begin a variable
                t.yml:3:4
                  c: '${}'
                     ^
                hint: Write '$${' where the text itself is meant.
                YML302 '${' does not begin a variable
                t.yml:4:4
                  d: '${CORES'
                     ^
                hint: Write '$${' where the text itself is meant.
                YML301 unknown variable 'XYZ'
                t.yml:5:4
                  e: '${XYZ}'
                     ^
                hint: Write '$${' where the text itself is meant.
                """)
    }

    @Test("values that make too much text end in a failure")
    func size() {
        let text = "a: '" + String(repeating: "${X}", count: 1000) + "'\n"
        #expect(
            rendered {
                let root = try YAMLDocument(parsing: text, file: "t.yml").root
                _ = try root.substituting(["X": String(repeating: "x", count: 1000)], limit: 999_999)
            }
            .hasPrefix("YML304 variables make over 999999 bytes of text\nt.yml:1:4\n"))
    }
}
