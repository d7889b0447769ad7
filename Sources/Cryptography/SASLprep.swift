internal import CIDN
internal import COpenSSL

/// How PostgreSQL normalises a password before it is hashed.
///
/// Server and clients do this on their own, so that a password works however a
/// keyboard composes its accents. What RFC 4013 prohibits is no error: such a
/// password is taken byte by byte.
///
/// PostgreSQL differs from the RFC, and from libidn's own profile, in that it
/// looks for prohibited characters *before* it normalises, and normalises by
/// the rules of today's Unicode. libidn's tables are therefore used one by one,
/// and two faults of its normalisation, which is that of Unicode 3.2, are evened out.
///
/// **Source** RFC 4013, RFC 3454; PostgreSQL's `pg_saslprep`.
enum SASLprep {
    /// Why a password is taken as it is.
    private struct Prohibition: Error {}

    /// The most code points that one is compatible with: U+FDFA is four words.
    private static let expansion = 18

    /// The most code points that a composed one falls into when an accent comes between its parts: those of U+1F82.
    private static let partCount = 4

    /// Normalises a password.
    ///
    /// - Returns: nil when it is to be taken as it is: it is ASCII, not UTF-8,
    ///   empty without what is mapped to nothing, or holds what is prohibited.
    /// - Throws: CRY104 without memory.
    static func prepared(_ password: borrowing SecretBytes) throws -> SecretBytes? {
        if password.withBytes({ $0.allSatisfy { $0 < 0x80 } }) { return nil }
        do {
            let mapped = try mapped(password)
            try check(mapped)
            return try text(composed(decomposed(mapped)))
        } catch is Prohibition {
            return nil
        }
    }

    /// Reads UTF-8; makes spaces of all spaces, and leaves out what is mapped to nothing.
    private static func mapped(_ password: borrowing SecretBytes) throws -> SecretScalars {
        try password.withBytes { bytes in
            try SecretScalars(capacity: bytes.count) { codes in
                var decoder = UTF8()
                var iterator = bytes.makeIterator()
                var count = 0
                while true {
                    switch decoder.decode(&iterator) {
                    case .scalarValue(let scalar):
                        let code = scalar.value
                        let isSpace = cidn_is_space(code)
                        if !isSpace, cidn_is_mapped_to_nothing(code) { continue }
                        codes[count] = isSpace ? 0x20 : code
                        count += 1
                    case .emptyInput: return count
                    case .error: throw Prohibition()
                    }
                }
            }
        }
    }

    /// - Throws: ``Prohibition`` for nothing, for characters that are prohibited or came after
    ///   Unicode 3.2, and for text that runs in both directions.
    private static func check(_ text: borrowing SecretScalars) throws {
        try text.withCodes { codes in
            guard let first = codes.first, let last = codes.last,
                !codes.contains(where: { cidn_is_prohibited($0) || cidn_is_unassigned($0) })
            else { throw Prohibition() }
            guard codes.contains(where: cidn_runs_leftwards) else { return }
            guard cidn_runs_leftwards(first), cidn_runs_leftwards(last), !codes.contains(where: cidn_runs_rightwards)
            else { throw Prohibition() }
        }
    }

    /// Replaces each character by what it is compatible with, regardless of its neighbours.
    private static func decomposed(_ text: borrowing SecretScalars) throws -> SecretScalars {
        try text.withCodes { codes in
            try SecretScalars(capacity: codes.count * expansion) { output in
                var count = 0
                for code in codes {
                    try withUnsafePointer(to: corrected(code)) { code in
                        count += try normalise(.init(start: code, count: 1), into: .init(rebasing: output[count...]))
                    }
                }
                return count
            }
        }
    }

    /// Orders and composes accents.
    ///
    /// In Unicode 3.2 a letter composes with one behind an accent that stands
    /// between them; since Public Review Issue 29 it does not. A cut before each
    /// letter that follows an accent keeps the two apart.
    private static func composed(_ text: borrowing SecretScalars) throws -> SecretScalars {
        try text.withCodes { codes in
            try SecretScalars(capacity: codes.count * partCount) { output in
                var count = 0
                var start = 0
                for end in 1...codes.count
                where end == codes.count || (isAccent(codes[end - 1]) && !isAccent(codes[end])) {
                    count += try normalise(
                        .init(rebasing: codes[start..<end]), into: .init(rebasing: output[count...]))
                    start = end
                }
                return count
            }
        }
    }

    /// Writes UTF-8.
    private static func text(_ text: consuming SecretScalars) throws -> SecretBytes {
        try text.withCodes { codes in
            try SecretBytes(capacity: codes.count * 4) { output in
                var count = 0
                for scalar in codes.lazy.compactMap(Unicode.Scalar.init) {
                    for byte in UTF8.encode(scalar) ?? .init() {
                        output[count] = byte
                        count += 1
                    }
                }
                return count
            }
        }
    }

    private static func isAccent(_ code: UInt32) -> Bool {
        Unicode.Scalar(code).map { $0.properties.canonicalCombiningClass != .notReordered } ?? false
    }

    /// The five ideographs whose mapping in Unicode 3.2 was a mistake.
    ///
    /// **Source** Unicode Corrigendum #4.
    private static func corrected(_ code: UInt32) -> UInt32 {
        switch code {
        case 0x2F868: 0x36FC
        case 0x2F874: 0x5F53
        case 0x2F91F: 0x243AB
        case 0x2F95F: 0x7AEE
        case 0x2F9BF: 0x45D7
        default: code
        }
    }

    /// Brings code points into normalisation form KC and returns how many they are then.
    private static func normalise(
        _ input: UnsafeBufferPointer<UInt32>, into output: UnsafeMutableBufferPointer<UInt32>
    ) throws -> Int {
        guard let made = stringprep_ucs4_nfkc_normalize(input.baseAddress, input.count) else {
            throw CryptographyFailure.memory(byteCount: input.count * 4)
        }
        var count = 0
        while made[count] != 0 { count += 1 }
        defer {
            OPENSSL_cleanse(made, count * 4)
            idn_free(made)
        }
        precondition(count <= output.count, "a normalised text stays within its bounds")
        for index in 0..<count { output[index] = made[index] }
        return count
    }
}
