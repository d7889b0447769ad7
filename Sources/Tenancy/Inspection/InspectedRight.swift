extension InspectedTenant {
    /// A right that somebody has on an object, as `aclexplode` tells it.
    package struct Right: Hashable, Sendable {
        package let privilege: String
        /// The role that has it, nil for everyone.
        package let grantee: String?
        /// Whether the role may give it on.
        package let isGrantable: Bool

        package init(_ privilege: String, to grantee: String?, isGrantable: Bool = false) {
            self.privilege = privilege
            self.grantee = grantee
            self.isGrantable = isGrantable
        }

        /// Reads `SELECT acme_read`; `SELECT* acme_read` may be given on, `SELECT ` is everyone's.
        ///
        /// The server writes a name in quotes where SQL needs them.
        init(text: String) {
            let space = text.firstIndex(of: " ") ?? text.endIndex
            let word = text[..<space]
            let name = unquotedName(in: text[space...].dropFirst()).name
            privilege = word.hasSuffix("*") ? String(word.dropLast()) : String(word)
            grantee = name.isEmpty ? nil : name
            isGrantable = word.hasSuffix("*")
        }

        var text: String { "\(privilege)\(isGrantable ? "*" : "") \(grantee ?? "")" }
    }
}

/// Reads a name up to the first space, or in quotes as `quote_ident` writes it.
///
/// - Returns: the name, and what follows it.
func unquotedName(in text: Substring) -> (name: String, rest: Substring) {
    guard text.utf8.first == UInt8(ascii: "\"") else {
        let end = text.firstIndex(of: " ") ?? text.endIndex
        return (String(text[..<end]), text[end...].dropFirst())
    }
    var name: [UInt8] = []
    var bytes = text.utf8.dropFirst()
    while let byte = bytes.popFirst() {
        if byte == UInt8(ascii: "\"") {
            if bytes.first != byte { break }
            bytes.removeFirst()
        }
        name.append(byte)
    }
    return (String(decoding: name, as: UTF8.self), Substring(bytes).dropFirst())
}
