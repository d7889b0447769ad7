internal import Cryptography

/// What lies under the passphrase of a backup, written and read piece by piece.
///
/// **Shape** the moment in 8 bytes, the number of files in 4, the length of the
/// root key in 1 (0 or 32), the root key; then each file: the length of its name
/// in 2 bytes, the name, the length in 4, the bytes.
enum BackupContent {
    /// The longest file that a key store holds, in bytes.
    private static let fileLimit = 1 << 20

    /// Content that the passphrase opens and that is none all the same.
    struct Malformed: Error {}

    /// Writes what comes before the files.
    static func begin(
        at moment: Int64, files: Int, rootKey: RootKey?, on writer: inout SegmentWriter
    ) throws {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: moment)
        bytes.append(bigEndian: UInt32(files))
        bytes.append(rootKey == nil ? 0 : UInt8(RootKey.byteCount))
        try writer.append(bytes)
        if let rootKey { try writer.append(rootKey.key) }
    }

    /// Writes a file.
    static func append(_ name: String, _ bytes: [UInt8], on writer: inout SegmentWriter) throws {
        var head: [UInt8] = []
        head.append(bigEndian: UInt16(name.utf8.count))
        head += name.utf8
        head.append(bigEndian: UInt32(bytes.count))
        try writer.append(head + bytes)
    }

    /// Takes content as it is opened, and gives its files.
    struct Parser: ~Copyable {
        private(set) var createdAt: Int64?

        /// The root key, if the backup holds it; it never passes through an array.
        private(set) var rootKey: RootKey?

        private var left: UInt32 = 0
        private var waiting: [UInt8] = []

        /// Whether all files have come, and nothing else.
        var isComplete: Bool { createdAt != nil && left == 0 && waiting.isEmpty }

        /// - Throws: ``Malformed``, and what the closure throws.
        mutating func take(
            _ piece: UnsafeRawBufferPointer, _ body: (_ name: String, _ bytes: [UInt8]) throws -> Void
        ) throws {
            var piece = piece
            if createdAt == nil {
                var reader = ByteReader(Array(piece.prefix(13)))
                guard let moment = reader.read(Int64.self), let count = reader.read(UInt32.self),
                    let length = reader.read(UInt8.self).map(Int.init),
                    length == 0 || length == RootKey.byteCount, piece.count >= 13 + length
                else { throw Malformed() }
                if length > 0 {
                    let key = UnsafeRawBufferPointer(rebasing: piece[13..<13 + length])
                    rootKey = RootKey(try SecretBytes(copying: key), origin: "backup")
                }
                (createdAt, left) = (moment, count)
                piece = UnsafeRawBufferPointer(rebasing: piece[(13 + length)...])
            }
            var reader = ByteReader(waiting + piece)
            var consumed = 0
            while let (name, bytes) = try Self.file(&reader) {
                guard left > 0 else { throw Malformed() }
                left -= 1
                try body(name, bytes)
                consumed = reader.position
            }
            waiting = Array(reader.bytes[consumed...])
        }

        /// The next file, or nil when not all of it has come.
        private static func file(_ reader: inout ByteReader) throws -> (String, [UInt8])? {
            guard let nameLength = reader.read(UInt16.self), let name = reader.read(Int(nameLength)),
                let length = reader.read(UInt32.self)
            else { return nil }
            guard length <= fileLimit, let text = String(validating: name, as: UTF8.self) else { throw Malformed() }
            return reader.read(Int(length)).map { (text, $0) }
        }
    }
}
