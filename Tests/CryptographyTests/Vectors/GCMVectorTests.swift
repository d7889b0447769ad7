import Testing

@testable import Cryptography

/// Every case of NIST's CAVP for AES-256-GCM, through the context that ``AESGCM`` and the streams use.
@Suite("NIST's CAVP for AES-256-GCM") struct GCMVectorTests {
    private struct Vector {
        let number: Int
        let fails: Bool
        let key: [UInt8]
        let nonce: [UInt8]
        let aad: [UInt8]
        let text: [UInt8]
        let ciphertext: [UInt8]
        let tag: [UInt8]

        /// The only shape that the platform itself takes.
        var isPlatforms: Bool { nonce.count == 12 && tag.count == 16 }

        static func read(_ file: String) throws -> [Vector] {
            try VectorFile.cases("ciphers/AES/GCM/\(file)", beginningWith: "Count").enumerated().map { number, row in
                try Vector(
                    number: number, fails: row.fails, key: row.bytes("Key"), nonce: row.bytes("IV"),
                    aad: row.bytes("AAD"), text: row.fails ? [] : row.bytes("PT"), ciphertext: row.bytes("CT"),
                    tag: row.bytes("Tag"))
            }
        }

        /// Opens by the primitive, or returns nil when it refuses.
        func opened() throws -> [UInt8]? {
            var context = try GCMContext(.opening, key: key)
            try context.begin(nonce: nonce, associatedData: aad)
            var text = [UInt8](repeating: 0, count: ciphertext.count)
            try ciphertext.withBytes { input in try text.withUnsafeMutableBytes { try context.update(input, into: $0) }
            }
            do {
                try tag.withBytes { try context.finishOpening(tag: $0) }
                return text
            } catch CryptographyFailure.authentication {
                return nil
            }
        }

        /// Seals by the primitive.
        func sealed() throws -> (ciphertext: [UInt8], tag: [UInt8]) {
            var context = try GCMContext(.sealing, key: key)
            try context.begin(nonce: nonce, associatedData: aad)
            var ciphertext = [UInt8](repeating: 0, count: text.count)
            var tag = [UInt8](repeating: 0, count: self.tag.count)
            try text.withBytes { input in
                try ciphertext.withUnsafeMutableBytes { try context.update(input, into: $0) }
            }
            try tag.withUnsafeMutableBytes { try context.finishSealing(tag: $0) }
            return (ciphertext, tag)
        }

        /// Opens as the platform does, or returns nil when it refuses.
        func openedByPlatform() throws -> [UInt8]? {
            do {
                return revealed(try AESGCM.open(ciphertext + tag, key: secret(key), nonce: nonce, aad: aad))
            } catch CryptographyFailure.authentication, CryptographyFailure.length {
                return nil
            }
        }
    }

    @Test("every case opens or is refused as NIST says, and the platform takes its own shape only")
    func decryption() throws {
        let vectors = try Vector.read("gcmDecrypt256.rsp")
        var opened = 0
        var refused = 0
        var openedByPlatform = 0
        var refusedShapes = 0
        for vector in vectors {
            let text = try vector.opened()
            if text != (vector.fails ? nil : vector.text) { Issue.record("case \(vector.number) of the primitive") }
            if text == nil { refused += 1 } else { opened += 1 }
            let own = try vector.openedByPlatform()
            if own != (vector.isPlatforms ? text : nil) { Issue.record("case \(vector.number) of the platform") }
            if own != nil { openedByPlatform += 1 }
            if !vector.isPlatforms { refusedShapes += 1 }
        }
        print(
            """
            NIST CAVP gcmDecrypt256.rsp: \(vectors.count) cases, \(opened) opened, \(refused) refused; \
            AESGCM opened \(openedByPlatform) and refused the \(refusedShapes) without a nonce of 96 and a tag of 128 bits
            """)
        #expect(vectors.count == 7875)
        #expect(vectors.count(where: \.fails) == 3919)
        #expect(refused == 3919)
        #expect(opened == 3956)
        #expect(refusedShapes == 7875 - 375)
    }

    @Test("every case is sealed as NIST says, and the platform seals its own shape only")
    func encryption() throws {
        let vectors = try Vector.read("gcmEncryptExtIV256.rsp")
        var sealed = 0
        var sealedByPlatform = 0
        var refusedShapes = 0
        for vector in vectors {
            if try vector.sealed() == (vector.ciphertext, vector.tag) {
                sealed += 1
            } else {
                Issue.record("case \(vector.number) of the primitive")
            }
            if vector.isPlatforms {
                let bytes = try AESGCM.seal(vector.text, key: secret(vector.key), nonce: vector.nonce, aad: vector.aad)
                if bytes == vector.ciphertext + vector.tag {
                    sealedByPlatform += 1
                } else {
                    Issue.record("case \(vector.number) of the platform")
                }
            } else {
                if try vector.openedByPlatform() != nil { Issue.record("case \(vector.number) opened") }
                refusedShapes += 1
            }
            if vector.nonce.count != 12 {
                #expect(throws: CryptographyFailure.length(of: "nonce", expected: 12, actual: vector.nonce.count)) {
                    try AESGCM.seal(vector.text, key: secret(vector.key), nonce: vector.nonce, aad: vector.aad)
                }
            }
        }
        print(
            """
            NIST CAVP gcmEncryptExtIV256.rsp: \(vectors.count) cases, \(sealed) sealed; AESGCM sealed \
            \(sealedByPlatform) and refused the \(refusedShapes) without a nonce of 96 and a tag of 128 bits
            """)
        #expect(vectors.count == 7875)
        #expect(sealed == 7875)
        #expect(sealedByPlatform == 375)
        #expect(refusedShapes == 7875 - 375)
    }
}
