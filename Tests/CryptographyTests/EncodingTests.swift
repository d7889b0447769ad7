import Cryptography
import Testing

@Suite("Base64 and hexadecimal") struct EncodingTests {
    struct Pair: CustomTestStringConvertible, Sendable {
        let bytes: [UInt8]
        let standard: String
        let url: String
        var testDescription: String { standard }

        init(_ bytes: [UInt8], _ standard: String, _ url: String) {
            self.bytes = bytes
            self.standard = standard
            self.url = url
        }
    }

    @Test(
        "bytes are written as RFC 4648 says, and read back",
        arguments: [
            Pair([], "", ""), Pair(Array("f".utf8), "Zg==", "Zg"), Pair(Array("fo".utf8), "Zm8=", "Zm8"),
            Pair(Array("foo".utf8), "Zm9v", "Zm9v"), Pair(Array("foobar".utf8), "Zm9vYmFy", "Zm9vYmFy"),
            Pair([0xFB, 0xFF, 0xFE], "+//+", "-__-"), Pair([0, 0, 0, 0], "AAAAAA==", "AAAAAA"),
        ])
    func base64(row: Pair) throws {
        #expect(Base64.text(row.bytes) == row.standard)
        #expect(Base64.text(row.bytes, .url) == row.url)
        #expect(Base64.bytes(row.standard) == row.bytes)
        #expect(Base64.bytes(row.url, .url) == row.bytes)
        #expect(try Base64.secretText(secret(row.bytes), .url).revealedText() == row.url)
    }

    @Test(
        "a text that Base64 would not write is refused",
        arguments: [
            "Zg", "Zg=", "Zh==", "Zm9=", "Z", "Zg==\n", " Zg==", "Z=g=", "====", "Zm9v=", "-__-", "é===",
        ])
    func refusedBase64(text: String) {
        #expect(Base64.bytes(text) == nil)
    }

    @Test("the alphabet for addresses takes no padding", arguments: ["Zg==", "+//+", "Z", "Zh"])
    func refusedURL(text: String) {
        #expect(Base64.bytes(text, .url) == nil)
    }

    @Test("hexadecimal digits go both ways, and read in either case")
    func hex() throws {
        #expect(Hex.text([0x00, 0x1F, 0xAB]) == "001fab")
        #expect(Hex.bytes("001FaB") == [0x00, 0x1F, 0xAB])
        #expect(Hex.bytes("") == [])
        for text in ["0", "0g", "abc", "é", " 00"] { #expect(Hex.bytes(text) == nil) }
    }

    @Test("a secret in hexadecimal digits becomes a secret, or nothing")
    func secretHex() throws {
        guard let read = try Hex.secretBytes(Array("c0ffee".utf8)) else {
            Issue.record("three bytes are read")
            return
        }
        #expect(revealed(read) == [0xC0, 0xFF, 0xEE])
        if try Hex.secretBytes(Array("c0ffe".utf8)) != nil { Issue.record("half a byte is no secret") }
    }
}
