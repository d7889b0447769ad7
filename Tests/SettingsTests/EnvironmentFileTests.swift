import Settings
import Testing
import Vocabulary

@Suite("Settings files")
struct EnvironmentFileTests {
    @Test("comments, blank lines, export and quotes are read")
    func reads() throws {
        let text = """
            # a comment

            export SOCLE_STATE = /srv/socle\r
              SOCLE_RUNTIME_URL="postgresql://u:p\\"w@h/d"
            SOCLE_ROOT_KEY_FILE='/etc/$HOME'
            """
        let file = try EnvironmentFile(parsing: text, path: ".env.staging")
        #expect(file.entries.map(\.setting) == [.state, .runtimeURL, .rootKeyFile])
        #expect(file.entries.map(\.value) == ["/srv/socle", "postgresql://u:p\"w@h/d", "/etc/$HOME"])
        #expect(file.entries.map(\.line) == [3, 4, 5])
    }

    @Test(
        "a line that cannot be meant is refused with its place",
        arguments: [
            ("SOCLE_STATE", "SET103"), ("SOCLE_STAET=x", "SET104"), ("SOCLE_STATE=\"x", "SET106"),
            ("SOCLE_STATE='", "SET106"), ("SOCLE_STATE=a\nSOCLE_STATE=b", "SET105"), ("PATH=/bin", "SET104"),
            ("SOCLE_ROOT_KEY=00", "SET111"),
        ])
    func refuses(_ text: String, _ code: String) {
        let failure = #expect(throws: SettingsFailure.self) { try EnvironmentFile(parsing: text, path: "f") }
        #expect(failure?.code.text == code)
        #expect(failure?.detail?.hasPrefix("f:") == true)
    }

    @Test("a misspelt name is answered with the right one")
    func suggests() {
        let failure = #expect(throws: SettingsFailure.self) {
            try EnvironmentFile(parsing: "SOCLE_STAET=x", path: "f")
        }
        #expect(failure?.hint == "Did you mean 'SOCLE_STATE'?")
    }

    @Test("several wrong lines are reported together")
    func together() {
        let failure = #expect(throws: FailureList.self) { try EnvironmentFile(parsing: "a\nb=1", path: "f") }
        #expect(failure?.failures.count == 2)
    }

    @Test("what may hold a secret is never shown", arguments: Setting.allCases)
    func hidesSecrets(_ setting: Setting) {
        let resolved = ResolvedSetting(setting: setting, value: "canary", origin: .byDefault)
        #expect(resolved.shown.contains("canary") == !setting.isSecret)
        let endings = ["URL", "_KEY", "_PKCS11"]
        #expect(setting.isSecret == endings.contains { setting.rawValue.hasSuffix($0) })
    }
}
