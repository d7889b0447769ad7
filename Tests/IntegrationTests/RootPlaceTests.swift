import FoundationEssentials
import Glibc
import Operations
import PKCS11
import Settings
import TestServer
import Testing
import Vault
import Vocabulary

@Suite("The place of the root key") struct RootPlaceTests {
    /// An installation without a server, in a folder of its own.
    static func lend<Value>(_ set: [Setting: String] = [:], _ body: (Installation) throws -> Value) throws -> Value {
        let state = "/tmp/socle-root-\(randomWord(10))"
        try FileManager.default.createDirectory(
            atPath: state, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: state) }  // a folder left over harms no one
        var values = [ResolvedSetting(setting: .state, value: state, origin: .byDefault)]
        for setting in Setting.allCases {
            guard let value = set[setting] else { continue }
            values.append(
                ResolvedSetting(
                    setting: setting, value: value.replacing("STATE", with: state), origin: .processEnvironment))
        }
        return try body(
            Installation(settings: Settings(root: TestCluster.root, environment: .development, values: values)))
    }

    @Test("without a setting it is a file of the state folder, made once and never beside a key store")
    func file() throws {
        try Self.lend { installation in
            let path = "\(installation.settings.stateDirectory)/root.key"
            #expect(try installation.rootAddress() == .file(path: path))
            #expect(throws: VaultFailure.rootKeyFile(path: path, .missing)) { try installation.rootKey() }
            let root = try installation.makeRootKey()
            #expect(root.origin == "file '\(path)'")
            #expect(throws: VaultFailure.rootKeyFile(path: path, .exists)) { try installation.makeRootKey() }
            try installation.prepareState()
            _ = try installation.openVault()
            unlink(path)
            #expect(throws: VaultFailure.self) { try installation.makeRootKey() }
            #expect(access(path, F_OK) != 0)
        }
    }

    @Test("a reset keeps a root key file outside the state folder and names it, and removes one inside")
    func reset() throws {
        let outside = "/tmp/socle-root-\(randomWord(10))"
        try FileManager.default.createDirectory(
            atPath: outside, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: outside) }  // a folder left over harms no one
        for (path, isKept) in [
            ("\(outside)/root.key", true), ("STATE/../\(outside.dropFirst(5))/dots.key", true),
            ("STATE/own.key", false),
        ] {
            try Self.lend([.rootKeyFile: path]) { installation in
                try installation.prepareState()
                let file = installation.settings.rootKeyFile
                let run = try SocleRun(
                    ["dev", "reset", "--yes"], root: TestCluster.root.path,
                    settings: [
                        Setting.state.rawValue: installation.settings.stateDirectory,
                        Setting.rootKeyFile.rawValue: file,
                    ])
                #expect(run.exitCode == 0, "\(run.errorOutput)")
                #expect((access(file, F_OK) == 0) == isKept)
                #expect(run.errorOutput.contains("is kept: it lies outside") == isKept, "\(run.errorOutput)")
                #expect(access("\(installation.settings.stateDirectory)/keys", F_OK) != 0)
            }
        }
    }

    @Test("two settings are one too many, whichever they are, and each is named with its origin")
    func several() throws {
        let set: [Setting: String] = [
            .rootKeyFile: "STATE/a.key", .rootKey: "hunter2", .rootKeyPKCS11: "pkcs11:token=socle",
        ]
        try Self.lend(set) { installation in
            let attempts: [() throws -> Void] = [
                installation.prepareState, { _ = try installation.rootKey() }, { _ = try installation.makeRootKey() },
            ]
            for attempt in attempts {
                let failure = #expect(throws: VaultFailure.self) { try attempt() }
                #expect(failure?.code == "VLT104")
                #expect(failure?.message == "the root key is set in more than one place")
                #expect(
                    failure?.detail
                        == "SOCLE_ROOT_KEY_FILE (environment), SOCLE_ROOT_KEY (environment), SOCLE_ROOT_KEY_PKCS11 (environment)"
                )
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: installation.settings.stateDirectory)
            #expect(left == [])
        }
    }

    @Test("a root key in the environment is never made here")
    func environment() throws {
        try Self.lend([.rootKey: "hunter2"]) { installation in
            let failure = #expect(throws: VaultFailure.self) { try installation.makeRootKey() }
            #expect(failure == .rootKeyNotMade(variable: "SOCLE_ROOT_KEY"))
        }
    }

    @Test("a token named by the settings holds the key: made once, and the vault opens with it")
    func token() throws {
        let token = try TestTokens.next()
        try Self.lend([.rootKeyPKCS11: token.uri()]) { installation in
            let missing = #expect(throws: PKCS11Failure.self) { try installation.prepareState() }
            #expect(missing?.code == "PKC401")
            let root = try installation.makeRootKey()
            #expect(root.origin == "key 'root' in token '\(token.label)'")
            let twice = #expect(throws: PKCS11Failure.self) { try installation.makeRootKey() }
            #expect(twice?.code == "PKC404")
            try installation.prepareState()
            _ = try installation.openVault()
            let store = #expect(throws: VaultFailure.self) { try installation.makeRootKey() }
            #expect(store?.code == "VLT201")
            let finding = installation.examine().first { $0.subject == "root key" }
            #expect(finding?.verdict == .ok)
            #expect(finding?.fact == "key 'root' in token '\(token.label)', fits the key store")
            // Nothing of a key lies in the folder.
            let state = installation.settings.stateDirectory
            let left = try FileManager.default.contentsOfDirectory(atPath: state)
            #expect(left == ["keys"])
        }
    }

    @Test("the setting of a token takes nothing but a token")
    func noToken() throws {
        try Self.lend([.rootKeyPKCS11: "file:/etc/root.key"]) { installation in
            let failure = #expect(throws: PKCS11Failure.self) { try installation.rootAddress() }
            #expect(failure == .address(.scheme))
        }
        let token = try TestTokens.next()
        #expect(try RootAddress(token.uri()) == .token(token.address()))
        #expect(try RootAddress(token.uri()).description == token.uri())
    }
}
