import Cryptography
import FoundationEssentials
import Glibc
import Postgres
import TestServer
import Testing
import Vocabulary

@testable import Vault

@Suite("Re-wrapping secrets in the database", .database) struct RewrapTests {
    /// A vault with keys of its own, which go at the end.
    static func withVault(_ body: (Vault) throws -> Void) throws {
        try inFolder { folder in
            try body(Vault(KeyStore.create(in: "\(folder)/keys", root: RootKey.create(at: "\(folder)/root.key"))))
        }
    }

    /// Fills the table with secrets `bulk/000001`, … of a tenant, each holding its own name.
    static func fill(_ count: Int, of tenant: UUID, by vault: Vault, on connection: borrowing Connection) throws {
        var sealer = try vault.sealer(for: tenant, uses: count)
        for start in stride(from: 1, through: count, by: 1000) {
            let names = (start...min(count, start + 999)).map { number in
                let digits = String(number)
                return String(repeating: "0", count: 6 - digits.count) + digits
            }
            var envelopes: [[UInt8]] = []
            for name in names {
                let label = try SecretLabel(tenant: tenant, kind: "bulk", name: name, version: 1)
                envelopes.append(try sealer.seal(SecretStoreTests.secret(name), as: label))
            }
            try connection.execute(
                """
                insert into socle.secrets (tenant_id, kind, name, version, envelope)
                select \(tenant), 'bulk', name, 1, envelope from unnest(\(names), \(envelopes)) as t (name, envelope)
                """)
        }
    }

    /// Whether every secret of ``fill(_:of:by:on:)`` opens and holds its own name.
    static func allOpen(of tenant: UUID, by vault: Vault, on connection: borrowing Connection) throws -> Int {
        let opener = try vault.opener(for: tenant)
        let rows = try connection.query(
            "select name, envelope from socle.secrets where tenant_id = \(tenant) and kind = 'bulk'"
        ) { (name: try $0["name"] as String, envelope: try $0["envelope"] as [UInt8]) }
        for row in rows {
            let label = try SecretLabel(tenant: tenant, kind: "bulk", name: row.name, version: 1)
            #expect(try opener.open(row.envelope, as: label).revealedText() == row.name)
        }
        return rows.count
    }

    @Test("after a rotation all versions of all secrets of the tenant come under the new key, and others stay")
    func all() throws {
        try Self.withVault { vault in
            let store = SecretStore(vault)
            let connection = try TestDatabase.current.connect()
            let tenant = UUID()
            let other = UUID()
            #expect(try store.rewrap(of: tenant, on: connection) == 0)
            for text in ["one", "two"] {
                try store.set(SecretStoreTests.secret(text), kind: "token", name: "api", of: tenant, on: connection)
                try store.set(SecretStoreTests.secret(text), kind: "token", name: "api", of: other, on: connection)
            }
            let large = String(repeating: "é", count: 300_000)
            try store.set(SecretStoreTests.secret(large), kind: "file", name: "big", of: tenant, on: connection)
            #expect(try store.rewrap(of: tenant, on: connection) == 0)
            let old = try #require(try vault.keys.keyVersions(of: tenant).last)
            let contents: SQL = "select md5(string_agg(substring(envelope from 87), '' order by name, version)) as sum"
            func sum() throws -> String? {
                try connection.first(
                    "\(sql: contents) from socle.secrets where tenant_id = \(tenant)"
                ) { try $0["sum"] as String }
            }
            let before = try sum()

            let new = try vault.keys.rotateKey(of: tenant)
            #expect(try store.counts(of: tenant, on: connection) == [old.identifier: 3])
            #expect(try store.list(of: tenant, on: connection).map(\.keyVersion) == [1, 1])
            var told: [RewrapProgress] = []
            #expect(try store.rewrap(of: tenant, on: connection) { told.append($0) } == 3)
            #expect(told.last == RewrapProgress(total: 3, rewrapped: 3, skipped: 0))
            #expect(try store.counts(of: tenant, on: connection) == [new.identifier: 3])
            #expect(try store.list(of: tenant, on: connection).map(\.keyVersion) == [2, 2])
            #expect(try sum() == before)
            #expect(try store.rewrap(of: tenant, on: connection) == 0)
            #expect(try vault.keys.keyVersions(of: tenant).map(\.uses) == [3, 3])

            // The older key is not needed any more.
            try vault.keys.setMinimumVersion(2, of: tenant)
            #expect(try store.destroyDisabledVersions(of: tenant, on: connection).map(\.version) == [1])
            func get(_ kind: String, _ name: String, _ version: Int? = nil) throws -> String? {
                try store.get(kind: kind, name: name, version: version, of: tenant, on: connection)?.revealedText()
            }
            #expect(try get("token", "api") == "two")
            #expect(try get("token", "api", 1) == "one")
            #expect(try get("token", "api", 2) == "two")
            #expect(try get("token", "api", 3) == nil)
            #expect(try get("file", "big") == large)
            #expect(try store.counts(of: other, on: connection).values.map { $0 } == [2])

            #expect(try store.remove(kind: "token", name: "api", of: tenant, on: connection) == 2)
            #expect(try store.remove(kind: "token", name: "api", of: tenant, on: connection) == 0)
            #expect(try get("token", "api") == nil)
            #expect(try store.list(of: tenant, on: connection).map(\.name) == ["big"])
        }
    }

    @Test("a run that is cut short between batches is finished by the next; every secret opens in between")
    func resumed() throws {
        struct Cut: Error {}
        try Self.withVault { vault in
            let store = SecretStore(vault)
            let connection = try TestDatabase.current.connect()
            let tenant = UUID()
            try Self.fill(1234, of: tenant, by: vault, on: connection)
            let new = try vault.keys.rotateKey(of: tenant)
            var done = 0
            for _ in 0..<2 {
                #expect(throws: Cut.self) {
                    try store.rewrap(of: tenant, on: connection) { progress in
                        done += progress.rewrapped
                        throw Cut()
                    }
                }
                #expect(try Self.allOpen(of: tenant, by: vault, on: connection) == 1234)
            }
            #expect(done == 1000)
            #expect(try store.counts(of: tenant, on: connection)[new.identifier] == 1000)
            #expect(try store.rewrap(of: tenant, on: connection) == 234)
            #expect(try store.counts(of: tenant, on: connection) == [new.identifier: 1234])
            #expect(try Self.allOpen(of: tenant, by: vault, on: connection) == 1234)
        }
    }

    @Test("what does not open is left as it is and named at the end; all others are done")
    func damaged() throws {
        try Self.withVault { vault in
            let store = SecretStore(vault)
            let connection = try TestDatabase.current.connect()
            let tenant = UUID()
            try Self.fill(600, of: tenant, by: vault, on: connection)
            let broken: [(name: String, change: SQL)] = [
                ("000003", "set_byte(envelope, 50, get_byte(envelope, 50) # 1)"), ("000500", "''::bytea"),
                ("000501", "set_byte(envelope, 12, get_byte(envelope, 12) # 1)"),
                ("000502", "substring(envelope for 100)"), ("000600", "convert_to('no envelope at all', 'utf8')"),
            ]
            for (name, change) in broken {
                try connection.execute(
                    "update socle.secrets set envelope = \(sql: change) where tenant_id = \(tenant) and name = \(name)")
            }
            func stored() throws -> [[UInt8]] {
                try connection.query(
                    """
                    select envelope from socle.secrets
                    where tenant_id = \(tenant) and name = any (\(broken.map(\.name))) order by name
                    """
                ) { try $0["envelope"] as [UInt8] }
            }
            let before = try stored()
            let new = try vault.keys.rotateKey(of: tenant)
            for rewrapped in [595, 0] {
                var last: RewrapProgress?
                let list = #expect(throws: FailureList.self) {
                    try store.rewrap(of: tenant, on: connection) { last = $0 }
                }
                let failures = try #require(list?.failures as? [VaultFailure])
                #expect(failures[0] == .rewrap(tenant: tenant, rewrapped: rewrapped, skipped: 5))
                #expect(failures.map(\.code) == ["VLT306", "VLT302", "VLT301", "VLT302", "VLT301", "VLT301"])
                for (failure, (name, _)) in zip(failures.dropFirst(), broken) {
                    #expect(failure.message.contains("'bulk/\(name)'"))
                }
                #expect(last == RewrapProgress(total: rewrapped + 5, rewrapped: rewrapped, skipped: 5))
                #expect(try store.counts(of: tenant, on: connection)[new.identifier] == 595)
                #expect(try stored() == before)
            }
        }
    }

    @Test("a disabled key re-wraps nothing, a shredded tenant has nothing to re-wrap for, a lost key file is named")
    func refused() throws {
        try Self.withVault { vault in
            let store = SecretStore(vault)
            let connection = try TestDatabase.current.connect()
            let tenant = UUID()
            try store.set(SecretStoreTests.secret("x"), kind: "token", name: "api", of: tenant, on: connection)
            try vault.keys.rotateKey(of: tenant)
            try vault.keys.setMinimumVersion(2, of: tenant)
            let list = #expect(throws: FailureList.self) { try store.rewrap(of: tenant, on: connection) }
            #expect(list?.failures.map(\.code) == ["VLT306", "VLT208"])
            let failure = #expect(throws: VaultFailure.self) {
                try store.destroyDisabledVersions(of: tenant, on: connection)
            }
            #expect(failure == .keyInUse(tenant: tenant, version: 1, count: 1))
            try vault.keys.setMinimumVersion(1, of: tenant)
            #expect(try store.rewrap(of: tenant, on: connection) == 1)
            try vault.keys.shred(tenant)
            #expect(throws: VaultFailure.shredded(tenant: tenant)) { try store.rewrap(of: tenant, on: connection) }
            unlink("\(vault.keys.folder)/\(tenant.uuidString.lowercased()).keys")
            #expect(throws: VaultFailure.keyFile(tenant: tenant, .missing)) {
                try store.rewrap(of: tenant, on: connection)
            }
        }
    }

    @Test("secrets that are set, keys that are rotated and destroyed while it runs: nothing is lost")
    func concurrent() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/socle-vault-\(UUID().uuidString)"
        mkdir(folder, 0o700)
        defer { try? FileManager.default.removeItem(atPath: folder) }  // a folder left over harms no one
        let keys = try KeyStore.create(in: "\(folder)/keys", root: RootKey.create(at: "\(folder)/root.key"))
        let vault = Vault(keys)
        let store = SecretStore(vault)
        let database = TestDatabase.current
        let tenant = UUID()
        try Self.fill(2000, of: tenant, by: vault, on: database.connect())
        try keys.rotateKey(of: tenant)
        let destroyed = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    let connection = try database.connect()
                    for _ in 0..<6 { try store.rewrap(of: tenant, on: connection) }
                    return 0
                }
            }
            group.addTask {
                let connection = try database.connect()
                for number in 0..<40 {
                    try store.set(
                        SecretStoreTests.secret("\(number)"), kind: "token", name: "n\(number % 4)", of: tenant,
                        on: connection)
                }
                return 0
            }
            group.addTask {
                let connection = try database.connect()
                var destroyed = 0
                for _ in 0..<6 {
                    let primary = try keys.rotateKey(of: tenant)
                    try store.rewrap(of: tenant, on: connection)
                    try keys.setMinimumVersion(primary.version, of: tenant)
                    // Whatever the others are about, nothing hangs on an older key now.
                    destroyed += try store.destroyDisabledVersions(of: tenant, on: connection).count
                }
                return destroyed
            }
            return try await group.reduce(0, +)
        }
        let connection = try database.connect()
        #expect(destroyed == 7)
        #expect(try store.rewrap(of: tenant, on: connection) == 0)
        #expect(try Self.allOpen(of: tenant, by: vault, on: connection) == 2000)
        for number in 0..<4 {
            let value = try store.get(kind: "token", name: "n\(number)", of: tenant, on: connection)?.revealedText()
            #expect(value == "\(36 + number)")
            #expect(try store.list(of: tenant, on: connection).suffix(4).map(\.versionCount) == [10, 10, 10, 10])
        }
        let primary = try #require(try keys.keyVersions(of: tenant).last)
        #expect(try store.counts(of: tenant, on: connection) == [primary.identifier: 2040])
    }
}
