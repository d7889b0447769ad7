internal import Cryptography

/// The first bytes of a backup: how its key comes from the passphrase.
struct BackupHead {
    /// The cost of a new backup, as a power of two: 128 MiB and about half a second.
    static let costLogarithm: UInt8 = 17

    /// The most that a reader takes of cost, block size and parallelism together: four times a new backup's.
    private static let workLimit = 1 << 22

    static let byteCount = 57

    private static let magic = Array("SOCLBACK".utf8)
    private static let format: UInt8 = 1
    private static let saltByteCount = 32

    private let logarithm: UInt8
    private let blockSize: UInt32
    private let parallelism: UInt32
    private let salt: [UInt8]

    let prefix: [UInt8]

    /// Makes the head of a new backup, with a salt of its own.
    init(costLogarithm: UInt8 = costLogarithm) throws {
        logarithm = costLogarithm
        blockSize = 8
        parallelism = 1
        salt = try RandomBytes.make(count: Self.saltByteCount)
        prefix = try RandomBytes.make(count: SegmentStream.prefixByteCount)
    }

    /// - Throws: VLT502 for bytes that are none.
    init(parsing bytes: [UInt8], path: String) throws {
        var reader = ByteReader(bytes)
        guard reader.read(Self.magic.count) == Self.magic else { throw VaultFailure.backup(path: path, .notABackup) }
        guard let format = reader.read(UInt8.self) else { throw VaultFailure.backup(path: path, .truncated) }
        guard format == Self.format else { throw VaultFailure.backup(path: path, .format(format)) }
        guard let logarithm = reader.read(UInt8.self), let blockSize = reader.read(UInt32.self),
            let parallelism = reader.read(UInt32.self), let salt = reader.read(Self.saltByteCount),
            let prefix = reader.read(SegmentStream.prefixByteCount)
        else { throw VaultFailure.backup(path: path, .truncated) }
        self.logarithm = logarithm
        self.blockSize = blockSize
        self.parallelism = parallelism
        self.salt = salt
        self.prefix = prefix
    }

    /// The head as it is stored.
    var bytes: [UInt8] {
        var bytes = Self.magic + [Self.format, logarithm]
        bytes.append(bigEndian: blockSize)
        bytes.append(bigEndian: parallelism)
        return bytes + salt + prefix
    }

    /// What every segment binds: the whole head.
    var associatedData: [UInt8] {
        var data = AssociatedData(.backup)
        data.append(bytes)
        return data.bytes
    }

    /// Derives the key.
    ///
    /// - Throws: VLT502 for costs beyond what a reader takes.
    func key(passphrase: borrowing SecretBytes, path: String) throws -> SecretBytes {
        guard (1...20).contains(logarithm), (1...32).contains(blockSize), (1...16).contains(parallelism),
            (1 << Int(logarithm)) * Int(blockSize) * Int(parallelism) <= Self.workLimit
        else {
            throw VaultFailure.backup(path: path, .cost)
        }
        do {
            return try Scrypt.key(
                passphrase: passphrase, salt: salt, cost: 1 << Int(logarithm), blockSize: Int(blockSize),
                parallelism: Int(parallelism), count: AESGCM.keyByteCount)
        } catch CryptographyFailure.scryptCost {
            throw VaultFailure.backup(path: path, .cost)
        }
    }
}
