internal import Vocabulary

extension PKCS11Address {
    /// The scheme, which may be written in capitals too.
    package static let scheme = "pkcs11:"

    /// The longest URI that is read, in bytes.
    package static let byteLimit = 4096

    /// Reads a URI.
    ///
    /// - Throws: PKC101 with the first rule that is broken; no value of an attribute is ever shown.
    package init(_ text: String) throws {
        guard text.utf8.count <= Self.byteLimit else { throw failure(.tooLong(limit: Self.byteLimit)) }
        let bytes = Array(text.utf8)
        let scheme = bytes.prefix(Self.scheme.utf8.count)
        guard String(decoding: scheme, as: UTF8.self).lowercased() == Self.scheme else { throw failure(.scheme) }
        let rest = bytes[scheme.endIndex...]
        let question = rest.firstIndex(of: UInt8(ascii: "?")) ?? rest.endIndex
        let path = try AttributeList(rest[..<question], .path)
        let query = try AttributeList(rest.suffix(from: question).dropFirst(), .query)

        if let type = try path.text("type"), type != "secret-key" { throw failure(.type) }
        token = Token(
            label: try path.text("token"), serial: try path.text("serial"),
            manufacturer: try path.text("manufacturer"), model: try path.text("model"))
        key = Key(label: try path.text("object"), identifier: path["id"])
        guard token.label != nil || token.serial != nil else { throw failure(.missing("token")) }
        guard key.label != nil || key.identifier != nil else { throw failure(.missing("object")) }

        guard let modulePath = try query.text("module-path") else { throw failure(.missing("module-path")) }
        guard modulePath.hasPrefix("/") else { throw failure(.relative("module-path")) }
        self.modulePath = modulePath
        guard let pinSource = try query.text("pin-source") else { throw failure(.missing("pin-source")) }
        pinFile = try Self.file(ofPINSource: pinSource)
        self.text = text
    }

    /// The path in `file:/path` or `file:///path`.
    private static func file(ofPINSource source: String) throws -> String {
        let scheme = "file:"
        guard source.hasPrefix(scheme) else { throw failure(.pinSource) }
        let rest = source.dropFirst(scheme.count)
        let path = rest.hasPrefix("///") ? rest.dropFirst(2) : rest
        guard path.hasPrefix("/"), !path.hasPrefix("//") else { throw failure(.relative("pin-source")) }
        return String(path)
    }
}

private func failure(_ rule: PKCS11Failure.AddressRule) -> PKCS11Failure { .address(rule) }

/// The part of a URI in which an attribute stands.
private enum Part {
    /// Before the question mark, `;` between attributes.
    case path
    /// Behind the question mark, `&` between attributes.
    case query

    var separator: UInt8 { self == .path ? UInt8(ascii: ";") : UInt8(ascii: "&") }

    /// The attributes that are understood.
    var names: [String] {
        switch self {
        case .path: ["token", "serial", "manufacturer", "model", "object", "id", "type"]
        case .query: ["module-path", "pin-source"]
        }
    }

    /// The attributes of the RFC that say nothing which is needed here, or nothing that lasts.
    var namesWithoutUse: [String] {
        switch self {
        case .path:
            [
                "library-manufacturer", "library-description", "library-version", "slot-manufacturer",
                "slot-description", "slot-id",
            ]
        case .query: ["module-name"]
        }
    }

    /// The characters besides letters and digits that may stand as they are.
    var marks: Set<UInt8> {
        Set("-._~:[]@!$'()*+,=".utf8).union((self == .path ? "&" : "/?|").utf8)
    }
}

/// The attributes of one part with their decoded values, each once.
private struct AttributeList {
    private var values: [String: [UInt8]] = [:]

    init(_ bytes: ArraySlice<UInt8>, _ part: Part) throws {
        if bytes.isEmpty { return }
        for attribute in bytes.split(separator: part.separator, omittingEmptySubsequences: false) {
            let equals = attribute.firstIndex(of: UInt8(ascii: "="))
            let name = String(decoding: attribute[..<(equals ?? attribute.endIndex)], as: UTF8.self)
            try Self.check(name, part)
            guard let equals else { throw failure(.empty(name)) }
            let value = try Self.decode(attribute[(equals + 1)...], name, part)
            guard !value.isEmpty else { throw failure(.empty(name)) }
            guard values.updateValue(value, forKey: name) == nil else { throw failure(.repeated(name)) }
        }
    }

    subscript(name: String) -> [UInt8]? { values[name] }

    /// The value of an attribute as text.
    func text(_ name: String) throws -> String? {
        guard let bytes = values[name] else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self),
            text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { throw failure(.notText(name)) }
        return text
    }

    private static func check(_ name: String, _ part: Part) throws {
        if part.names.contains(name) { return }
        let other: Part = part == .path ? .query : .path
        let nearest = nearestName(to: name, in: part.names + other.names + ["pin-value"])
        if nearest == "pin-value" || name.lowercased() == "pin" { throw failure(.pinValue) }
        if other.names.contains(name) { throw failure(.misplaced(name, isForQuery: other == .query)) }
        if part.namesWithoutUse.contains(name) || other.namesWithoutUse.contains(name) {
            throw failure(.withoutUse(name))
        }
        throw failure(.unknown(name, nearest: nearest))
    }

    private static func decode(_ bytes: ArraySlice<UInt8>, _ name: String, _ part: Part) throws -> [UInt8] {
        var value: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                    throw failure(.escape(name))
                }
                value.append(high << 4 | low)
            } else if isLetterOrDigit(byte) || part.marks.contains(byte) {
                value.append(byte)
            } else {
                throw failure(.character(name, byte))
            }
        }
        return value
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
