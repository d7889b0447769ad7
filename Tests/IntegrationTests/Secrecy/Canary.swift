import Cryptography
import FoundationEssentials

/// A secret that may stand where it belongs and nowhere else.
struct Canary {
    let name: String
    let bytes: [UInt8]

    init(_ name: String, _ bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    init(_ name: String, _ text: String) {
        self.init(name, Array(text.utf8))
    }

    /// The shortest part of a secret that is looked for, in bytes: no other content has it by chance.
    static let shortest = 12

    /// The secret as it is and as it could have been written in passing, in parts without line ends.
    var forms: Set<Data> {
        var plain = [bytes]
        // A password is the text of random bytes, which could be written in another way.
        if let raw = Base64.bytes(String(decoding: bytes, as: UTF8.self), .url) { plain.append(raw) }
        let encoded = plain.flatMap { bytes -> [String] in
            [Hex.text(bytes), Hex.text(bytes).uppercased()] + Self.alignedBase64(bytes)
        }
        let whole = plain.map { Data($0) } + encoded.map { Data($0.utf8) }
        return Set(whole.flatMap { $0.split(separator: 0x0A) }.filter { $0.count >= Self.shortest }.map { Data($0) })
    }

    /// How Base64 writes the bytes in the middle of others, wherever they begin there.
    private static func alignedBase64(_ bytes: [UInt8]) -> [String] {
        [Base64.Alphabet.standard, .url].flatMap { alphabet in
            (0..<3).map { offset in
                // What the neighbours have a part in is left out: the first sign or two, and the last.
                let text = Base64.text([UInt8](repeating: 0, count: offset) + bytes, alphabet)
                let signs = text.filter { $0 != "=" }.dropFirst([0, 2, 3][offset])
                return String(signs.dropLast((offset + bytes.count) % 3 == 0 ? 0 : 1))
            }
        }
    }
}
