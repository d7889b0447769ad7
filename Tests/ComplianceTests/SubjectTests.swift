import Compliance
import Cryptography
import Testing

@Suite("How a person is named")
struct SubjectTests {
    private func marks(_ text: String, _ columns: Set<String> = ["email", "usager_id"]) throws -> [String] {
        try Subject(reading: text, columns: columns).marks.map { "\($0.column)|\($0.value)" }
    }

    @Test("lines of column=value, or a value alone where one column finds persons")
    func lines() throws {
        #expect(try marks("email=a=b@example.org\r\n\nusager_id=12\n") == ["email|a=b@example.org", "usager_id|12"])
        #expect(try marks("zoé@example.org", ["email"]) == ["email|zoé@example.org"])
        #expect(try marks("email= a ", ["email"]) == ["email| a "])
    }

    @Test("what does not say where to look is refused with its line, and no value is repeated")
    func unclear() throws {
        for (text, failure) in [
            ("", ComplianceFailure.noSubject(columns: ["email", "usager_id"])),
            ("\n \n", .noSubject(columns: ["email", "usager_id"])),
            ("zoe@example.org", .unclearSubject(line: 1, columns: ["email", "usager_id"])),
            ("email=x\nmail=y", .unclearSubject(line: 2, columns: ["email", "usager_id"])),
            ("email=", .unclearSubject(line: 1, columns: ["email", "usager_id"])),
        ] {
            #expect(throws: failure) { try marks(text) }
            #expect(!"\(failure) \(failure.detail ?? "")".contains("zoe"))
        }
        // A column that nobody declared is no part of a value: it would be answered that nothing is held.
        #expect(throws: ComplianceFailure.unclearSubject(line: 1, columns: ["email"])) {
            try marks("nocol=zoe@example.org", ["email"])
        }
        let subject = try Subject(reading: "email=zoe@example.org", columns: ["email"])
        #expect("\(subject)" == "****" && !String(reflecting: subject).contains("zoe"))
    }

    @Test("a digest is the same for the same value and key alone")
    func digests() throws {
        let key = SubjectKey(try SecretBytes(copying: [UInt8](repeating: 1, count: 32)))
        let other = SubjectKey(try SecretBytes(copying: [UInt8](repeating: 2, count: 32)))
        let digest = try key.digest(of: "zoe@example.org")
        #expect(digest.count == 32)
        #expect(try key.digest(of: "zoe@example.org") == digest)
        #expect(try other.digest(of: "zoe@example.org") != digest)
        #expect(try key.digest(of: "zoe@example.org ") != digest)
    }
}
