import Testing

@testable import Cryptography

@Suite("AES-256-GCM") struct AESGCMTests {
    /// A case of NIST's CAVP files `gcmEncryptExtIV256.rsp` and `gcmDecrypt256.rsp`.
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let key: Octets
        let nonce: Octets
        let text: Octets
        let aad: Octets
        let ciphertext: Octets
        let tag: Octets
    }

    static let regular = [
        Case(
            testDescription: "nothing at all",
            key: "b52c505a37d78eda5dd34f20c22540ea1b58963cf8e5bf8ffa85f9f2492505b4",
            nonce: "516c33929df5a3284ff463d7", text: "", aad: "", ciphertext: "",
            tag: "bdc1ac884d332457a1d2664f168c76f0"),
        Case(
            testDescription: "associated data only",
            key: "03ccb7dbc7b8425465c2c3fc39ed0593929ffd02a45ff583bd89b79c6f646fe9",
            nonce: "fd119985533bd5520b301d12", text: "",
            aad: """
                98e68c10bf4b5ae62d434928fc6405147c6301417303ef3a703dcfd2c0c339a4d0a89bd29fe61fec\
                f1066ab06d7a5c31a48ffbfed22f749b17e9bd0dc1c6f8fbd6fd4587184db964d5456132106d7823\
                38c3f117ec05229b0899
                """,
            ciphertext: "", tag: "cf54e7141349b66f248154427810c87a"),
        Case(
            testDescription: "one block of each",
            key: "92e11dcdaa866f5ce790fd24501f92509aacf4cb8b1339d50c9c1240935dd08b",
            nonce: "ac93a1a6145299bde902f21a", text: "2d71bcfa914e4ac045b2aa60955fad24",
            aad: "1e0889016f67601c8ebea4943bc23ad6", ciphertext: "8995ae2e6df3dbf96fac7b7137bae67f",
            tag: "eca5aa77d51d4a0a14d9c51e1da474ab"),
        Case(
            testDescription: "parts of blocks",
            key: "24501ad384e473963d476edcfe08205237acfd49b5b8f33857f8114e863fec7f",
            nonce: "9ff18563b978ec281b3f2794",
            text: """
                27f348f9cdc0c5bd5e66b1ccb63ad920ff2219d14e8d631b3872265cf117ee86757accb158bd9abb\
                3868fdc0d0b074b5f01b2c
                """,
            aad: "adb5ec720ccf9898500028bf34afccbcaca126ef",
            ciphertext: """
                eb7cb754c824e8d96f7c6d9b76c7d26fb874ffbf1d65c6f64a698d839b0b06145dae82057ad55994\
                cf59ad7f67c0fa5e85fab8
                """,
            tag: "bc95c532fecc594c36d1550286a7a3f0"),
    ]

    @Test("sealing and opening give NIST's bytes", arguments: regular)
    func vectors(row: Case) throws {
        let key = try secret(row.key.bytes)
        let sealed = try AESGCM.seal(row.text.bytes, key: key, nonce: row.nonce.bytes, aad: row.aad.bytes)
        #expect(sealed == row.ciphertext.bytes + row.tag.bytes)
        let opened = try AESGCM.open(sealed, key: key, nonce: row.nonce.bytes, aad: row.aad.bytes)
        #expect(revealed(opened) == row.text.bytes)
    }

    @Test("a change of one bit anywhere is refused", arguments: regular)
    func flips(row: Case) throws {
        func isRefused(_ key: [UInt8], _ nonce: [UInt8], _ aad: [UInt8], _ sealed: [UInt8]) throws -> Bool {
            do {
                let opened = try AESGCM.open(sealed, key: secret(key), nonce: nonce, aad: aad)
                return opened.count < 0
            } catch CryptographyFailure.authentication {
                return true
            }
        }
        let parts = [row.key.bytes, row.nonce.bytes, row.aad.bytes, row.ciphertext.bytes + row.tag.bytes]
        for part in parts.indices {
            for position in parts[part].indices {
                var changed = parts
                changed[part][position] ^= 1 << UInt8(position % 8)
                let refused = try isRefused(changed[0], changed[1], changed[2], changed[3])
                #expect(refused, "part \(part), byte \(position)")
            }
        }
    }

    @Test("a case that NIST marks FAIL is refused")
    func markedToFail() throws {
        let key: Octets = "9a0343f850a6427120f764789ffec6d237447b898fbf51d2182f065d3861497d"
        let nonce: Octets = "3deef6f453dd70d92143adcd"
        let aad: Octets = "dbb8226a624520863db6897017b2a4f8"
        let sealed: Octets = "e93165935ac18e3a2845d15fe31a9286f5fc50d18766bc3d9e16dd136d45816b"
        #expect(throws: CryptographyFailure.authentication) {
            let opened = try AESGCM.open(
                sealed.bytes, key: secret(key.bytes), nonce: nonce.bytes, aad: aad.bytes)
            _ = opened.count
        }
    }

    @Test(
        "the primitive below takes other nonces and tags",
        arguments: [
            Case(
                testDescription: "nonce of 1 byte, tag of 8",
                key: "ab4f5cf5fa867a33dfcfe03791ab4588e74872baa75507c86caeb2ddb9c543c9", nonce: "ed",
                text: "e3057753de1d60f5b255eb60fd10b212", aad: "b5a61dd1bd6a2718eeb380919c2293fb783a7595",
                ciphertext: "2e0c5a0d5bcfe3fd973cfa52aacca48e", tag: "423e7952a5b28983")
        ])
    func otherLengths(row: Case) throws {
        var sealing = try GCMContext(.sealing, key: row.key.bytes)
        var ciphertext = [UInt8](repeating: 0, count: row.text.bytes.count)
        var tag = [UInt8](repeating: 0, count: row.tag.bytes.count)
        // Twice, because a context serves message after message.
        for _ in 0..<2 {
            try sealing.begin(nonce: row.nonce.bytes, associatedData: row.aad.bytes)
            try row.text.bytes.withBytes { text in
                try ciphertext.withUnsafeMutableBytes { try sealing.update(text, into: $0) }
            }
            try tag.withUnsafeMutableBytes { try sealing.finishSealing(tag: $0) }
            #expect(ciphertext == row.ciphertext.bytes)
            #expect(tag == row.tag.bytes)
        }
    }

    @Test("the platform's seal refuses every other length of key, nonce and tag")
    func refusedLengths() throws {
        let key = try secret([UInt8](repeating: 1, count: 32))
        let nonce = [UInt8](repeating: 2, count: 12)
        for count in [0, 8, 11, 13, 16] {
            #expect(throws: CryptographyFailure.length(of: "nonce", expected: 12, actual: count)) {
                try AESGCM.seal([1], key: key, nonce: [UInt8](repeating: 2, count: count), aad: [])
            }
        }
        for count in [0, 16, 31, 33] {
            let other = try secret([UInt8](repeating: 1, count: count))
            #expect(throws: CryptographyFailure.length(of: "key", expected: 32, actual: count)) {
                try AESGCM.seal([1], key: other, nonce: nonce, aad: [])
            }
        }
        for count in [0, 8, 15] {
            #expect(throws: CryptographyFailure.length(of: "tag", expected: 16, actual: count)) {
                let opened = try AESGCM.open(
                    [UInt8](repeating: 3, count: count), key: key, nonce: nonce, aad: [])
                _ = opened.count
            }
        }
    }
}
