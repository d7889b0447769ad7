import FoundationEssentials
import Operations
import Postgres
import Settings
import TestServer
import Testing
import Vault
import Vocabulary

@Suite("Events of changes to keys", .database)
struct KeyEventTests {
    /// Each change to key files, as its command says it; `T` stands for the tenant.
    enum Change: String, CaseIterable {
        case rotation = "rotate T --keys"
        case disabling = "rewrap T --minimum-version 3"
        case enabling = "rewrap T --minimum-version 1"
        case destruction = "rewrap T --destroy-disabled"
        case shredding = "shred T --confirm T"
        case rootInPlace = "rotate --root-key"
        case rootElsewhere = "rotate --root-key --to file:NEW"
    }

    @Test("no key is changed whose event was not committed", arguments: Change.allCases)
    func committedFirst(_ change: Change) throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        let state = database.installation.settings.stateDirectory
        try SecretCommands.lend { secret in
            // Three versions, of which the first is disabled and nothing hangs on the second.
            for command in ["rotate T --keys", "rewrap T --disable-older", "rotate T --keys", "rewrap T"] {
                #expect(try secret.run(command, tenant).exitCode == 0)
            }
            let before = try Self.files(in: state)
            #expect(before.count >= 4)
            let base = try database.connect()
            try base.execute(
                """
                create function public.refuse() returns trigger language plpgsql
                    as $$ begin raise 'no event today'; end $$
                """)
            // What fails only when it is committed, as if the process had died right before.
            try base.execute(
                """
                create constraint trigger refuse after insert on socle.audit_events
                    deferrable initially deferred for each row execute function public.refuse()
                """)
            let refused = try secret.run(change.rawValue, tenant)
            #expect(refused.exitCode != 0 && refused.errorOutput.contains("no event today"), "\(refused.errorOutput)")
            #expect(try Self.files(in: state) == before)

            try base.execute("drop trigger refuse on socle.audit_events")
            let done = try secret.run(change.rawValue, tenant)
            #expect(done.exitCode == 0, "\(done.errorOutput)")
            #expect(try Self.files(in: state) != before)
        }
    }

    @Test("a version that there is not leaves no event, since nothing is begun")
    func nothingBegun() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        let count: SQL = "select count(*) from socle.audit_events where action like 'key.%'"
        try SecretCommands.lend { secret in
            for version in [0, 2] {
                let run = try secret.run("rewrap T --minimum-version \(version)", tenant)
                #expect(run.exitCode != 0, "\(run.errorOutput)")
            }
        }
        #expect(try database.connect().first(count) { row in try row[0] as Int } == 0)
    }

    /// The bytes of the root key and of all key files, by their paths.
    private static func files(in state: String) throws -> [String: Data] {
        var files = ["root.key": try Data(contentsOf: URL(filePath: "\(state)/root.key"))]
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(state)/keys") {
            files[name] = try Data(contentsOf: URL(filePath: "\(state)/keys/\(name)"))
        }
        return files
    }
}

extension SecretCommands {
    /// Runs a command line in which `T` stands for a tenant and `NEW` for a file that is not there.
    fileprivate func run(_ line: String, _ tenant: TenantIdentifier) throws -> Run {
        let words = line.split(separator: " ").map {
            $0 == "T" ? tenant.text : String($0).replacing("NEW", with: "\(root)/new.key")
        }
        return try socle(["secret"] + words)
    }
}
