import Cryptography
import FoundationEssentials
import Vocabulary

/// A line of a file of checkpoints, as it is found.
struct AnchorLine {
    let number: Int
    let anchoredAt: Int64
    let key: [UInt8]
    let previous: [UInt8]
    let heads: [(chain: AuditChain, head: AuditHead)]
    /// Hash of the whole line.
    let sha256: [UInt8]
    private let value: ArraySlice<UInt8>
    private let signature: [UInt8]

    /// - Returns: nil when it is not laid out as a checkpoint's line is, to the byte.
    init?(_ line: [UInt8]) throws {
        let (head, middle, end) = (Array("{\"anchor\":".utf8), Array(",\"signature\":\"".utf8), Array("\"}".utf8))
        let signatureCount = 88
        let tail = middle.count + signatureCount + end.count
        guard line.count > head.count + tail, line.starts(with: head), line.suffix(end.count).elementsEqual(end),
            line.suffix(tail).starts(with: middle),
            let signature = Base64.bytes(
                String(decoding: line.suffix(signatureCount + end.count).prefix(signatureCount), as: UTF8.self))
        else { return nil }
        let value = line[head.count..<line.count - tail]
        guard let content = try? JSONDecoder().decode(Content.self, from: Data(value)), content.format == 1,
            let key = Hex.bytes(content.key), let previous = Hex.bytes(content.previous)
        else { return nil }
        var heads: [(chain: AuditChain, head: AuditHead)] = []
        for entry in content.heads {
            guard let database = try? Identifier(entry.database), let sha256 = Hex.bytes(entry.sha256) else {
                return nil
            }
            heads.append(
                (
                    AuditChain(database: database, tenantID: entry.tenant),
                    AuditHead(sequence: entry.sequence, sha256: sha256)
                ))
        }
        number = content.number
        anchoredAt = content.anchoredAt
        self.key = key
        self.previous = previous
        self.heads = heads
        self.value = value
        self.signature = signature
        sha256 = try SHA256.hash(line)
    }

    /// Whether the key signed exactly these bytes.
    func isSigned(by key: VerifyingKey) -> Bool {
        key.isValid(signature, for: value)
    }

    private struct Content: Decodable {
        let format: Int
        let number: Int
        let anchoredAt: Int64
        let key: String
        let previous: String
        let heads: [Head]

        struct Head: Decodable {
            let database: String
            let tenant: UUID
            let sequence: Int64
            let sha256: String
        }

        enum CodingKeys: String, CodingKey {
            case format, number, key, heads
            case anchoredAt = "anchored_at_us"
            case previous = "previous_sha256"
        }
    }
}
