/// Writes PostgreSQL's text form of an array; every element stands in quotes.
func arrayText(of elements: [String?]) -> String {
    var text = "{"
    for (index, element) in elements.enumerated() {
        if index > 0 { text += "," }
        guard let element else {
            text += "NULL"
            continue
        }
        text += "\""
        for scalar in element.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { text += "\\" }
            text.unicodeScalars.append(scalar)
        }
        text += "\""
    }
    return text + "}"
}

/// Reads PostgreSQL's text form of an array of one dimension.
///
/// Bounds before the braces (`[0:1]={a,b}`) are passed over. `NULL` without
/// quotes is a null, with quotes a text.
///
/// - Returns: nil when the text is no array, or has more than one dimension.
package func arrayElements(of text: String) -> [String?]? {
    var bytes = Array(text.utf8)[...]
    if bytes.first == UInt8(ascii: "[") {
        guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        bytes = bytes[(equals + 1)...]
    }
    guard bytes.count >= 2, bytes.popFirst() == UInt8(ascii: "{"), bytes.popLast() == UInt8(ascii: "}") else {
        return nil
    }
    if bytes.isEmpty { return [] }
    var elements: [String?] = []
    while true {
        guard let element = nextElement(of: &bytes) else { return nil }
        elements.append(element)
        guard let separator = bytes.popFirst() else { return elements }
        guard separator == UInt8(ascii: ",") else { return nil }
    }
}

/// Takes one element off the front: nil is a fault, a nil inside is a null.
private func nextElement(of bytes: inout ArraySlice<UInt8>) -> String?? {
    var element: [UInt8] = []
    guard bytes.first == UInt8(ascii: "\"") else {
        while let byte = bytes.first, byte != UInt8(ascii: ",") {
            guard byte != UInt8(ascii: "{"), byte != UInt8(ascii: "}"), byte != UInt8(ascii: "\"") else {
                return nil
            }
            bytes.removeFirst()
            if byte == UInt8(ascii: "\\") {
                guard let escaped = bytes.popFirst() else { return nil }
                element.append(escaped)
            } else {
                element.append(byte)
            }
        }
        if element.isEmpty { return nil }
        let text = String(decoding: element, as: UTF8.self)
        return .some(text.uppercased() == "NULL" ? nil : text)
    }
    bytes.removeFirst()
    while let byte = bytes.popFirst() {
        switch byte {
        case UInt8(ascii: "\""): return String(decoding: element, as: UTF8.self)
        case UInt8(ascii: "\\"):
            guard let escaped = bytes.popFirst() else { return nil }
            element.append(escaped)
        default: element.append(byte)
        }
    }
    return nil
}
