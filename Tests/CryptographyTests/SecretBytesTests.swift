import Cryptography
import Testing

@Suite struct SecretBytesTests {
    @Test("a secret shows itself as four stars, whatever its length")
    func printing() throws {
        let short = try secret("x")
        let long = try secret("correct horse battery staple")
        #expect("\(short)" == "****")
        #expect("password=\(long)!" == "password=****!")
    }

    @Test("taking over an array leaves it empty and keeps the bytes")
    func takingOver() throws {
        var bytes: [UInt8] = [1, 2, 3]
        let taken = try SecretBytes(wiping: &bytes)
        #expect(bytes.isEmpty)
        #expect(revealed(taken) == [1, 2, 3])
        #expect(taken.count == 3)
    }

    @Test("a secret may be empty, or longer than a page", arguments: [0, 1, 4096, 4097, 100_000])
    func lengths(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        #expect(revealed(try secret(bytes)) == bytes)
    }

    @Test("a failure while filling reaches the caller")
    func failingFill() {
        #expect(throws: CryptographyFailure.notText) {
            let made = try SecretBytes(count: 8) { _ in throw CryptographyFailure.notText }
            _ = made.count
        }
    }

    @Test("a filled secret may be shorter than its capacity")
    func capacity() throws {
        let made = try SecretBytes(capacity: 10) { buffer in
            buffer[0] = 7
            return 1
        }
        #expect(revealed(made) == [7])
    }

    @Test("text comes out only on purpose, and only when it is UTF-8")
    func text() throws {
        #expect(try secret("élan").revealedText() == "élan")
        let broken = try secret([0xC3])
        #expect(throws: CryptographyFailure.notText) { try broken.revealedText() }
    }

    @Test("random secrets and random bytes have their length and do not repeat")
    func random() throws {
        let one = try SecretBytes.random(count: 32)
        let other = try SecretBytes.random(count: 32)
        #expect(one.count == 32)
        let isRepeated = ConstantTime.areEqual(one, other)
        #expect(!isRepeated)
        #expect(try RandomBytes.make(count: 12).count == 12)
        #expect(try RandomBytes.make(count: 16) != RandomBytes.make(count: 16))
        #expect(try RandomBytes.make(count: 0).isEmpty)
    }

    @Test("comparison tells equal, different and shorter bytes apart")
    func comparison() throws {
        let one = try secret([1, 2, 3])
        let answers = [[1, 2, 3], [1, 2, 4], [1, 2], []].map { ConstantTime.areEqual(one, $0) }
        #expect(answers == [true, false, false, false])
        #expect(ConstantTime.areEqual([UInt8](), [UInt8]()))
    }
}
