import FoundationEssentials
import Glibc
import Settings
import TestServer
import Testing
import Vault
import Vocabulary

/// The program with its root key in a token, as its operator meets it: a process of its own, a SoftHSM of its own.
@Suite("The program with a token") struct TokenCommandTests {
    /// Two tokens, and an installation whose settings name one of them.
    private struct Installation {
        let folder: String
        let configuration: String

        init() throws {
            folder = "\(try TestTokens.shared.get().folder)/\(randomWord(8))"
            configuration = try TestTokens.makeConfiguration(in: folder)
            for label in ["socle", "spare"] { try TestTokens.makeToken(label, configuration: configuration) }
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/sql", withDestinationPath: TestCluster.root.path(of: "sql"))
            try Data("\(TestTokens.pin)\n".utf8).write(to: URL(filePath: "\(folder)/pin"))
            chmod("\(folder)/pin", 0o400)
        }

        func uri(token: String = "socle", key: String = "root", more: String = "") -> String {
            "pkcs11:token=\(token);object=\(key)?module-path=\(TestTokens.module)&pin-source=file:\(folder)/pin\(more)"
        }

        func doctor(_ uri: String, with more: [String: String] = [:]) throws -> SocleRun {
            var settings = [
                "SOFTHSM2_CONF": configuration, Setting.rootKeyPKCS11.rawValue: uri,
                Setting.state.rawValue: "\(folder)/state",
                // No server: the examination of the keys comes first and needs none.
                Setting.provisionerURL.rawValue: "postgresql:///none?host=\(folder)",
            ]
            settings.merge(more) { _, new in new }
            return try SocleRun("--output", "json", "doctor", root: folder, settings: settings)
        }
    }

    private struct Report: Decodable {
        struct Finding: Decodable {
            let subject: String
            let verdict: String
            let fact: String
            let hint: String?
        }

        let findings: [Finding]
    }

    private func rootKey(_ run: SocleRun) throws -> Report.Finding {
        let report = try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
        return try #require(report.findings.first { $0.subject == "root key" })
    }

    @Test("doctor says where the root key is, and what is wrong with its place")
    func doctor() throws {
        let installation = try Installation()
        func expect(
            _ fact: String, _ hint: String?, of uri: String, with more: [String: String] = [:],
            sourceLocation: SourceLocation = #_sourceLocation
        ) throws {
            let run = try installation.doctor(uri, with: more)
            let finding = try rootKey(run)
            #expect(finding.verdict == "failure", sourceLocation: sourceLocation)
            #expect(finding.fact == fact, sourceLocation: sourceLocation)
            #expect(finding.hint == hint, sourceLocation: sourceLocation)
            for said in [run.output, run.errorOutput] {
                for hidden in [TestTokens.pin, "hunter2"] {
                    #expect(!said.contains(hidden), sourceLocation: sourceLocation)
                }
            }
        }
        try expect(
            "key 'root' is not in token 'socle'",
            "Name one that is there, or run 'socle secret init', which makes it; where a key store exists, restore the token from its backup.",
            of: installation.uri())
        try expect(
            "token 'sokle' is not there", "Connect it, or name by 'token' or 'serial' one that is there.",
            of: installation.uri(token: "sokle"))
        try expect(
            "address of the key in a token holds a PIN",
            "A secret never stands in a setting: write the PIN into a file, and 'pin-source=file:/PATH'.",
            of: installation.uri(more: "&pin-value=hunter2"))
        try expect(
            "PKCS#11 module '\(TestTokens.module)' does not start",
            "Check the module's own configuration, for SoftHSM the file that SOFTHSM2_CONF names, and that this user may read it.",
            of: installation.uri(), with: ["SOFTHSM2_CONF": "/nowhere"])
        try expect(
            "the root key is set in more than one place", "Unset all but the one that holds the key.",
            of: installation.uri(), with: [Setting.rootKey.rawValue: "hunter2"])
        chmod("\(installation.folder)/pin", 0o644)
        try expect(
            "PIN file '\(installation.folder)/pin' has mode 644 instead of 400 or 600",
            "Run chmod 0400 on it; if others could read it, change the PIN.", of: installation.uri())
    }

    @Test("the first token of two of one label is not simply taken")
    func sameLabel() throws {
        let installation = try Installation()
        try TestTokens.makeToken("socle", configuration: installation.configuration)
        let finding = try rootKey(installation.doctor(installation.uri()))
        #expect(finding.fact == "2 tokens are token 'socle'")
        #expect(finding.hint == "Add 'serial' to the address.")
    }

    @Test("a SoftHSM that leaves AES-GCM out is refused by name")
    func mechanism() throws {
        let installation = try Installation()
        _ = try TestTokens.makeConfiguration(
            in: installation.folder, "slots.mechanisms = CKM_AES_KEY_GEN,CKM_AES_CBC\n")
        let finding = try rootKey(installation.doctor(installation.uri()))
        #expect(finding.fact == "token 'socle' does not offer the mechanism CKM_AES_GCM")
    }
}
