/// What the bytes of a table are wrapped in.
package enum Container: Hashable, Sendable {
    case gzip
    /// A zip archive, and the path of the entry within it, in which `*` stands for any characters.
    case zip(entry: String)
}

extension Container: LosslessStringConvertible {
    /// `gzip`, or `zip:` and the path of the entry.
    package var description: String {
        switch self {
        case .gzip: "gzip"
        case .zip(let entry): "zip:\(entry)"
        }
    }

    package init?(_ text: String) {
        if text == "gzip" {
            self = .gzip
        } else if text.hasPrefix("zip:"), text.count > 4 {
            self = .zip(entry: String(text.dropFirst(4)))
        } else {
            return nil
        }
    }
}
