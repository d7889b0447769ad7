import Cryptography
import Testing
import Vocabulary

@testable import Vault

@Suite("Heads of backups") struct BackupHeadTests {
    @Test("costs that are allowed one by one and not together are refused before they are paid")
    func cost() throws {
        for (logarithm, blockSize, parallelism) in [(20, 8, 16), (20, 8, 1), (17, 32, 2), (16, 8, 9)] {
            var bytes = try BackupHead(costLogarithm: UInt8(logarithm)).bytes
            bytes[13] = UInt8(blockSize)
            bytes[17] = UInt8(parallelism)
            let head = try BackupHead(parsing: bytes, path: "b")
            #expect(throws: VaultFailure.backup(path: "b", .cost)) {
                _ = try head.key(passphrase: Samples.secret("correct horse battery"), path: "b").count
            }
        }
    }
}
