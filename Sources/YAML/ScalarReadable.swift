/// A type that is written as one scalar and whose reading this module decides.
protocol ScalarReadable: Decodable, StandIn {
    /// What a message calls a value of this type: `an integer`.
    static var inWords: String { get }

    /// The value of a text, or nil.
    static func value(of text: String) -> Self?

    /// What to tell the writer of a text that has no value, or nil.
    static func advice(on text: String) -> String?
}

extension ScalarReadable {
    /// Reads a node.
    ///
    /// - Throws: ``YAMLFailure`` that names path, need and text.
    static func read(_ node: YAMLNode, path: String) throws -> Self {
        guard case .scalar(let scalar) = node else {
            throw YAMLFailure.wrongKind(
                path: path, needed: inWords, found: node.kindInWords, at: node.mark)
        }
        guard !scalar.isNull else {
            throw YAMLFailure.missingValue(path: path, needed: inWords, at: scalar.mark)
        }
        guard let value = value(of: scalar.text) else {
            throw YAMLFailure.wrongValue(
                path: path, needed: inWords, text: scalar.text, advice: advice(on: scalar.text),
                at: scalar.mark)
        }
        return value
    }
}

extension String: ScalarReadable {
    static var inWords: String { "a text" }
    static var standIn: String { "" }

    /// Any text but one with a NUL, which an escape can write and no database text can hold.
    static func value(of text: String) -> String? { text.utf8.contains(0) ? nil : text }

    static func advice(on text: String) -> String? { "Remove the NUL character." }
}

extension Bool: ScalarReadable {
    static var inWords: String { "true or false" }
    static var standIn: Bool { false }

    static func value(of text: String) -> Bool? {
        switch text {
        case "true": true
        case "false": false
        default: nil
        }
    }

    static func advice(on text: String) -> String? {
        switch text.lowercased() {
        case "true", "yes", "on", "y", "1", "oui", "vrai": "Write 'true'."
        case "false", "no", "off", "n", "0", "non", "faux": "Write 'false'."
        default: nil
        }
    }
}

extension Double: ScalarReadable {
    static var inWords: String { "a number" }
    static var standIn: Double { 0 }

    /// A sign, digits with at most one point, an exponent; the value is finite.
    static func value(of text: String) -> Double? {
        let allowed = text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
        guard allowed, text.utf8.contains(where: isDigit), let value = Double(text), value.isFinite else {
            return nil
        }
        return value
    }

    static func advice(on text: String) -> String? {
        let pointed = String(text.map { $0 == "," ? "." : $0 })
        if pointed != text, value(of: pointed) != nil { return "Write '\(pointed)', with a point." }
        return adviceOnDigits(text)
    }
}

extension Float: ScalarReadable {
    static var inWords: String { Double.inWords }
    static var standIn: Float { 0 }
    static func value(of text: String) -> Float? {
        Double.value(of: text).map(Float.init).flatMap { $0.isFinite ? $0 : nil }
    }
    static func advice(on text: String) -> String? { Double.advice(on: text) }
}

func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
}

/// What helps with digits that people group, when nothing else is wrong with them.
func adviceOnDigits(_ text: String) -> String? {
    let grouping: Set<Unicode.Scalar> = ["_", " ", "\u{A0}", "\u{202F}"]
    var plain = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where !grouping.contains(scalar) { plain.append(scalar) }
    guard plain.count < text.unicodeScalars.count, !plain.isEmpty, plain.count <= 20,
        String(plain).utf8.allSatisfy(isDigit)
    else { return nil }
    return "Write '\(String(plain))'."
}
