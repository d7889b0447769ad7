import Cryptography
import FoundationEssentials
import Glibc
import Operations
import Postgres
import TestServer
import Testing
import Vault
import Vocabulary

@Suite("Commands for secrets", .database)
struct SecretCommandTests {
    @Test("a text comes back as it was piped in, and its line ending belongs to no secret")
    func text() throws {
        let tenant = try TestDatabase.current.makeTenant()
        try SecretCommands.lend { secret in
            for (input, kept) in [("grüße\n", "grüße"), ("one\r\n", "one"), ("a\nb\n\n", "a\nb\n"), ("bare", "bare")] {
                let set = try secret("set", "\(tenant)", "token/api", input: Array(input.utf8))
                #expect(set.exitCode == 0 && set.output.isEmpty, "\(set.errorOutput)")
                #expect(try secret("get", "\(tenant)", "token/api").text == kept + "\n")
                #expect(try secret("get", "\(tenant)", "token/api", "--exact").text == kept)
            }
            #expect(try secret("get", "\(tenant)", "token/api", "--version", "2").text == "one\n")
            #expect(try secret("get", "\(tenant)", "token/api").text == "bare\n")
        }
    }

    @Test("a secret that is not text comes back byte by byte")
    func binary() throws {
        let tenant = try TestDatabase.current.makeTenant()
        try SecretCommands.lend { secret in
            let bytes: [UInt8] = (0...255).map { UInt8($0) } + [0x0D, 0x0A]
            #expect(try secret("set", "\(tenant)", "key/a/b", "--exact", input: bytes).exitCode == 0)
            #expect(try secret("get", "\(tenant)", "key/a/b").output == bytes)
            let file = "\(secret.root)/key"
            try Data(bytes).write(to: URL(filePath: file))
            let open = try secret("set", "\(tenant)", "key/a/b", "--from", file, "--exact")
            #expect(open.errorOutput.contains("can be read by others"))
            chmod(file, 0o600)
            let closed = try secret("set", "--platform", "key/a", "--from", file, "--exact")
            #expect(closed.exitCode == 0 && !closed.errorOutput.contains("others"))
            #expect(try secret("get", "--platform", "key/a", "--exact").output == bytes)
        }
    }

    @Test("as much as an envelope takes is taken, and one byte more is not")
    func long() throws {
        let tenant = try TestDatabase.current.makeTenant()
        try SecretCommands.lend { secret in
            let most = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
            #expect(try secret("set", "\(tenant)", "token/api", input: most + Array("\r\n".utf8)).exitCode == 0)
            #expect(try secret("get", "\(tenant)", "token/api", "--exact").output == most)
            for more in [most + [0x78], most + [UInt8](repeating: 0x78, count: 5_000_000)] {
                let run = try secret("set", "\(tenant)", "token/api", input: more)
                #expect(run.exitCode == 65)
                #expect(run.errors == ["standard input gave more than the 1048576 bytes that a secret may have"])
            }
            #expect(try secret("get", "\(tenant)", "token/api", "--exact").output == most)
        }
    }

    @Test("wrong input is refused by name, and changes nothing")
    func wrongInput() throws {
        let tenant = try TestDatabase.current.makeTenant()
        try SecretCommands.lend { secret in
            let cases: [(input: [UInt8], arguments: [String], code: Int, error: String)] = [
                ([], [], 65, "standard input gave an empty secret"),
                ([0x0A], [], 65, "standard input gave an empty secret"),
                ([], ["--exact"], 65, "standard input gave an empty secret"),
                ([0x61, 0, 0x62], [], 65, "standard input gave a NUL byte at offset 1"),
                ([0x61, 0xFF, 0x0A], [], 65, "standard input gave bytes that are no text in UTF-8"),
                (
                    [], ["--from", "\(secret.root)/none"], 66,
                    "file '\(secret.root)/none' cannot be read: No such file or directory"
                ),
                ([], ["--from", secret.root], 66, "file '\(secret.root)' cannot be read: Is a directory"),
            ]
            for (input, arguments, code, error) in cases {
                let words = ["secret", "set", "\(tenant)", "token/api"] + arguments
                let run = try secret.socle(words, input: input)
                #expect(run.errors == [error])
                #expect(run.exitCode == code)
            }
            #expect(
                try TestDatabase.current.installation.secrets(of: .tenant(tenant), unreadable: { Issue.record($0) })
                    .allSatisfy {
                        $0.entry.kind == "login"
                    })
        }
    }

    @Test("a version that opens no more is named with the command that removes it alone")
    func removeVersion() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        let login = "login/\(tenant)_app"
        try SecretCommands.lend { secret in
            for value in ["one", "two"] { _ = try secret("set", "\(tenant)", "token/api", input: Array(value.utf8)) }
            try database.connect().execute(
                """
                update socle.secrets set envelope = set_byte(envelope, 60, get_byte(envelope, 60) # 1)
                where name = 'api' and version = 1
                """)
            _ = try secret("rotate", "\(tenant)", "--keys")
            let failed = try secret("rewrap", "\(tenant)")
            #expect(failed.exitCode == 65 && failed.output.isEmpty, "\(failed.text)")
            #expect(failed.errorOutput.contains("--version N"), "\(failed.errorOutput)")
            #expect(try secret("remove", "\(tenant)", "token/api", "--version", "3").exitCode == 66)
            #expect(try secret("remove", "\(tenant)", "token/api", "--version", "1").exitCode == 0)
            #expect(try secret("get", "\(tenant)", "token/api").text == "two\n")
            #expect(try secret("rewrap", "\(tenant)").exitCode == 0)
            #expect(try secret("check", "--deep").text.contains("fail") == false)

            let inUse = try secret("remove", "\(tenant)", login, "--version", "1")
            #expect(inUse.exitCode == 73)
            #expect(inUse.errors == ["version 1 of the password of login '\(tenant)_app' is in use"])
            _ = try secret("rotate", "\(tenant)", "--logins")
            // What the server was given counts as well as what is newest.
            try database.connect().execute("update socle.login_verifiers set secret_version = 1")
            #expect(try secret("remove", "\(tenant)", login, "--version", "1").exitCode == 73)
            try database.connect().execute("update socle.login_verifiers set secret_version = 2")
            #expect(try secret("remove", "\(tenant)", login, "--version", "2").exitCode == 73)
            #expect(try secret("remove", "\(tenant)", login, "--version", "1").exitCode == 0)
        }
        let rows = try database.connect().query(
            "select object, detail from socle.audit_events where action = 'secret.removed' order by sequence"
        ) { row -> [String] in [try row[0], try row[1]] }
        #expect(rows == [["token/api", #"{"version":1}"#], [login, #"{"version":1}"#]])
    }

    @Test("what cannot be done is refused before a secret or a passphrase is read")
    func refusedFirst() throws {
        let tenant = try TestDatabase.current.makeTenant()
        try SecretCommands.lend { secret in
            func expect(_ code: Int, _ error: String, _ arguments: String...) throws {
                let run = try secret.socle(["secret"] + arguments, input: [])
                #expect(run.exitCode == code && run.errors.count == 1, "\(run.errorOutput)")
                #expect(run.errors.first?.contains(error) == true, "\(run.errorOutput)")
            }
            try expect(66, "tenant 'nobody' is not made yet", "set", "nobody", "token/x")
            try expect(64, "is not set by hand", "set", "\(tenant)", "login/\(tenant)_app")
            try expect(64, "is the program's own", "set", "--platform", "signing_key/x")
            let file = "\(secret.root)/keys.socle"
            try Data([0x61]).write(to: URL(filePath: file))
            try expect(73, "backup '\(file)' exists already", "backup", file)
            try expect(64, "'FILE' takes the path of a file and never standard output, not '-'", "backup", "-")
            try expect(78, "file '\(file).none' could not be read", "restore", "\(file).none")
            try expect(73, "is not empty", "restore", file)
        }
    }

    @Test("an empty passphrase is called one, and a rotation of keys says what comes next")
    func words() throws {
        let tenant = try TestDatabase.current.makeTenant()
        try SecretCommands.lend { secret in
            let file = "\(secret.root)/keys.socle"
            #expect(try secret("backup", file).errors == ["standard input gave an empty passphrase"])
            let keys = try secret("rotate", "\(tenant)", "--keys")
            #expect(keys.exitCode == 0 && keys.errorOutput.contains("'socle secret rewrap'"), "\(keys.errorOutput)")
            let logins = try secret("rotate", "\(tenant)", "--logins")
            #expect(logins.exitCode == 0 && !logins.errorOutput.contains("rewrap"), "\(logins.errorOutput)")
        }
    }

    @Test("wrong words are refused with what would be right")
    func wrongWords() throws {
        let tenant = try TestDatabase.current.makeTenant()
        try SecretCommands.lend { secret in
            _ = try secret("set", "\(tenant)", "token/insee", input: [0x61])
            func expect(
                _ code: Int, _ error: String, _ hint: String? = nil, _ arguments: String...,
                at location: SourceLocation = #_sourceLocation
            ) throws {
                let run = try secret.socle(["secret"] + arguments, input: [0x61])
                #expect(run.errors == [error], sourceLocation: location)
                if let hint { #expect(run.errorOutput.contains("hint: \(hint)"), sourceLocation: location) }
                #expect(run.exitCode == code && run.output.isEmpty, sourceLocation: location)
            }
            let login = "\(tenant)_app"
            try expect(
                64, "the password of login '\(login)' is not set by hand", "The server must learn it at the same",
                "set", "\(tenant)", "login/\(login)")
            try expect(
                64, "the password of login '\(login)' stays as long as the login does",
                "'socle secret rotate \(tenant) --logins'", "remove", "\(tenant)", "login/\(login)")
            try expect(64, "secret 'insee' names no kind", "Write KIND/NAME", "set", "\(tenant)", "insee")
            try expect(65, "kind of secret 'To ken' is not valid", nil, "set", "\(tenant)", "To ken/x")
            try expect(65, "name of secret '' is not valid", nil, "set", "\(tenant)", "token/")
            try expect(
                66, "tenant '\(tenant)' has no secret 'token/inse'", "Did you mean 'token/insee'?", "get", "\(tenant)",
                "token/inse")
            try expect(
                66, "tenant '\(tenant)' has no secret 'login/\(tenant)_ap'", "Did you mean 'login/\(login)'?", "get",
                "\(tenant)", "\(tenant)_ap")
            try expect(
                66, "secret 'token/insee' has no version 2", "The version in use is 1.", "get", "\(tenant)",
                "token/insee", "--version", "2")
            try expect(
                66, "tenant '\(tenant)a' is not made yet", "Did you mean '\(tenant)'?", "get", "\(tenant)a", "token/x")
            try expect(
                66, "the platform has no secret 'token/x'", "'socle secret list", "remove", "--platform", "token/x")
            try expect(
                64, "'TENANT' and '--platform' exclude each other", nil, "set", "\(tenant)", "token/x", "--platform")
            try expect(64, "'KIND/NAME' is missing", nil, "get", "\(tenant)")
            try expect(64, "'TENANT' or '--platform' is missing", nil, "get")
            try expect(64, "'TENANT', '--all' or '--platform' is missing", nil, "list")
            try expect(64, "'TENANT', '--all' and '--platform' exclude each other", nil, "list", "\(tenant)", "--all")
            // An argument is no place for a secret.
            try expect(64, "unexpected argument 's3cret'", nil, "set", "\(tenant)", "token/x", "s3cret")
        }
    }

    @Test("a list shows names and versions, and no value")
    func list() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        try SecretCommands.lend { secret in
            for value in ["canary-1", "canary-2"] {
                _ = try secret("set", "\(tenant)", "token/api", input: Array(value.utf8))
            }
            _ = try secret("set", "--platform", "token/smtp", input: Array("canary-3".utf8))
            let own = try secret("list", "\(tenant)").text
            #expect(own.contains("token") && !own.contains("canary") && !own.contains("smtp"))
            let line = try #require(own.split(separator: "\n").first { $0.hasPrefix("token") })
            #expect(line.split(separator: " ").prefix(5) == ["token", "api", "2", "2", "1"])
            let all = try secret("list", "--all", "--output", "json").text
            #expect(all.contains(#""tenant": "platform""#) && all.contains(#""tenant": "\#(tenant)""#))
            #expect(all.contains(#""key_version": 1"#) && all.contains(#""versions_kept": 2"#))
            #expect(!all.contains("canary"))
            // A damaged key file is named, and hides no name of a secret.
            let uuid = try SecretOwner.tenant(tenant).uuid(in: database.installation.connectMigratedBase())
            let file = try "\(database.installation.openVault().keys.folder)/\(uuid.uuidString.lowercased()).keys"
            let bytes = try Data(contentsOf: URL(filePath: file))
            try bytes.dropLast().write(to: URL(filePath: file))
            chmod(file, 0o600)
            let damaged = try secret("list", "--all", "--output", "json")
            #expect(damaged.exitCode != 0)
            #expect(damaged.errorOutput.contains("key file of tenant \(uuid.uuidString.lowercased()) is damaged"))
            #expect(damaged.text.contains(#""name": "api""#) && damaged.text.contains(#""key_version": null"#))
            #expect(damaged.text.contains(#""name": "smtp""#) && damaged.text.contains(#""key_version": 1"#))
        }
    }

    @Test("setting, opening and removing leave audit rows, and a removal is one of all versions")
    func audit() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        try SecretCommands.lend { secret in
            for value in ["canary-1", "canary-2"] {
                _ = try secret("set", "\(tenant)", "token/api", input: Array(value.utf8))
            }
            _ = try secret("get", "\(tenant)", "token/api", "--version", "1")
            #expect(try secret("remove", "\(tenant)", "token/api").exitCode == 0)
            #expect(try secret("remove", "\(tenant)", "token/api").exitCode == 66)
        }
        let rows = try database.connect().query(
            "select class, action, object, detail from socle.audit_events where action like 'secret.%' order by sequence"
        ) { row -> [String] in try (0..<4).map { try row[$0] } }
        #expect(
            rows == [
                ["control", "secret.set", "token/api", #"{"version":1}"#],
                ["control", "secret.set", "token/api", #"{"version":2}"#],
                ["access", "secret.opened", "token/api", #"{"version":1}"#],
                ["control", "secret.removed", "token/api", #"{"versions":2}"#],
            ])
    }
}
