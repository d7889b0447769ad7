package import Cryptography
package import FoundationEssentials
package import Vocabulary

/// A signed statement about an erasure, as one line of text.
///
/// The value's exact bytes are signed with the key that signs the audit's
/// checkpoints, so that whoever has that key's public half believes neither
/// the database nor this program.
///
/// **Source** docs/lifecycle.md
package struct ErasureCertificate: Sendable {
    /// The line without its end.
    package let line: String
    package let value: JSON
    private let signed: [UInt8]
    private let signature: [UInt8]

    /// Signs a value, to which format and public key are added in front.
    package init(signing members: [JSON.Member], with key: borrowing SigningKey) throws {
        let value = JSON.object(
            [.init("format", 1), .init("key", .string(Hex.text(key.verifyingKey.bytes)))] + members)
        signed = Array(value.description.utf8)
        signature = try key.sign(signed)
        line = "{\"certificate\":\(value),\"signature\":\"\(Base64.text(signature))\"}"
        self.value = value
    }

    /// Reads a line; nil when it is not laid out as a certificate is, to the byte.
    package init?(line: String) {
        let bytes = Array(line.utf8)
        let (head, middle, end) = (Array("{\"certificate\":".utf8), Array(",\"signature\":\"".utf8), Array("\"}".utf8))
        let signatureCount = 88
        let tail = middle.count + signatureCount + end.count
        guard bytes.count > head.count + tail, bytes.starts(with: head), bytes.suffix(end.count).elementsEqual(end),
            bytes.suffix(tail).starts(with: middle),
            let signature = Base64.bytes(
                String(decoding: bytes.suffix(signatureCount + end.count).prefix(signatureCount), as: UTF8.self))
        else { return nil }
        let signed = Array(bytes[head.count..<bytes.count - tail])
        guard let value = try? JSONDecoder().decode(JSON.self, from: Data(signed)), value["format"]?.integer == 1 else {
            return nil
        }
        self.line = line
        self.value = value
        self.signed = signed
        self.signature = signature
    }

    /// Hash of the line, by which the second stage names the first.
    package var sha256: String {
        get throws { Hex.text(try SHA256.hash(Array(line.utf8))) }
    }

    /// The stage that it states: 1 when the live data is gone, 2 when the backups are.
    package var stage: Int? { value["stage"]?.integer }

    /// Whether one of the keys signed exactly these bytes.
    package func isSigned(by keys: [VerifyingKey]) -> Bool {
        keys.contains { Hex.text($0.bytes) == value["key"]?.text && $0.isValid(signature, for: signed) }
    }

    /// What is wrong with the two stages of an erasure; nothing when they are genuine and belong together.
    package static func faults(first: ErasureCertificate, second: ErasureCertificate?, keys: [VerifyingKey]) throws
        -> [String]
    {
        var faults: [String] = []
        if first.stage != 1 { faults.append("the first is not of stage 1") }
        if !first.isSigned(by: keys) { faults.append("stage 1 is signed by none of the known keys") }
        guard let second else { return faults }
        if second.stage != 2 { faults.append("the second is not of stage 2") }
        if !second.isSigned(by: keys) { faults.append("stage 2 is signed by none of the known keys") }
        if try second.value["first_sha256"]?.text != first.sha256 {
            faults.append("stage 2 closes another certificate")
        }
        if second.value["tenant_id"] != first.value["tenant_id"] { faults.append("stage 2 is of another tenant") }
        if let until = first.value["backups_end"]?.text, let closed = second.value["closed_at"]?.text, closed < until {
            faults.append("stage 2 was made before the last backup ended")
        }
        return faults
    }
}

/// A day, as certificates and options write it: `2027-03-31`.
package struct Day: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let description: String

    /// - Throws: ``LifeFailure/notADay(_:)``.
    package init(_ text: String) throws {
        guard text.utf8.count == 10, let date = try? Date("\(text)T00:00:00Z", strategy: .iso8601),
            Day(date).description == text
        else { throw LifeFailure.notADay(text) }
        description = text
    }

    /// The day of a moment in UTC.
    package init(_ moment: Date) {
        description = String(moment.formatted(.iso8601).prefix(10))
    }

    package static func < (left: Day, right: Day) -> Bool { left.description < right.description }
}
