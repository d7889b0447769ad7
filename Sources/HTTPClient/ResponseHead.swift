/// Collects the lines of an answer's head; those of an earlier answer are forgotten.
///
/// An answer may follow others on the same connection: `100 Continue`, a
/// proxy's `200 Connection established`.
struct ResponseHead: Equatable {
    /// The longest head that is taken, in bytes.
    static let byteLimit = 256 * 1024

    private(set) var status = 0
    private(set) var headers = HTTPHeaders()
    private(set) var isComplete = false
    private var byteCount = 0

    /// Takes a line with its end.
    ///
    /// - Returns: false when the head grows beyond its limit.
    mutating func take(_ line: some Collection<UInt8>) -> Bool {
        byteCount += line.count
        guard byteCount <= Self.byteLimit else { return false }
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            begin(text)
        } else if text.allSatisfy(\.isNewline) {
            isComplete = true
        } else if !isComplete {
            takeField(text)
        }
        return true
    }

    private mutating func begin(_ line: String) {
        let words = line.split(separator: " ", maxSplits: 2)
        status = words.count > 1 ? Int(words[1].prefix { $0.isNumber }) ?? 0 : 0
        headers = HTTPHeaders()
        isComplete = false
    }

    private mutating func takeField(_ line: String) {
        func trimmed(_ text: Substring) -> String {
            String(text.trimming { $0.isWhitespace })
        }
        if line.first == " " || line.first == "\t", let last = headers.fields.popLast() {
            // A folded line, which old servers still send, goes on with the value before.
            headers.fields.append(.init(last.name, "\(last.value) \(trimmed(line[...]))"))
        } else if let colon = line.firstIndex(of: ":") {
            let name = trimmed(line[..<colon])
            headers.fields.append(.init(name, trimmed(line[line.index(after: colon)...])))
        }
    }
}

extension Substring {
    fileprivate func trimming(_ isOutside: (Character) -> Bool) -> Substring {
        guard let start = firstIndex(where: { !isOutside($0) }),
            let end = lastIndex(where: { !isOutside($0) })
        else { return "" }
        return self[start...end]
    }
}
