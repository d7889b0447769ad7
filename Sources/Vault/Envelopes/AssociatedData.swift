/// What a sealing binds without hiding it: fields, each with its length before it.
///
/// The lengths keep two different lists of fields from being the same bytes.
struct AssociatedData {
    /// What the sealed bytes are, so that none can stand for another.
    enum Purpose: String {
        /// The content of an envelope.
        case content
        /// The key of an envelope, under a tenant's key.
        case dataKey = "data key"
        /// A tenant's key, under the root key.
        case tenantKey = "tenant key"
        /// The digest of a tenant's key file, under the root key.
        case keyFile = "key file"
        /// The digest of a key store's check value, under the root key.
        case check = "key store"
        /// A backup of a key store, under a passphrase.
        case backup
    }

    private(set) var bytes: [UInt8] = []

    init(_ purpose: Purpose) {
        append("socle".utf8)
        append(purpose.rawValue.utf8)
    }

    /// Adds a field: its length in 4 bytes, the highest first, then itself.
    mutating func append(_ field: some Collection<UInt8>) {
        bytes.append(bigEndian: UInt32(field.count))
        bytes += field
    }
}

extension [UInt8] {
    /// Adds a number, its highest byte first.
    mutating func append(bigEndian number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }
}
