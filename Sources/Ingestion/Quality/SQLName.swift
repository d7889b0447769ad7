/// A name as a statement takes it, whatever its characters are.
func sqlName(_ name: String) -> String {
    // By bytes: a combining mark after a quote makes another character of it.
    var bytes: [UInt8] = [UInt8(ascii: "\"")]
    for byte in name.utf8 {
        bytes.append(byte)
        if byte == UInt8(ascii: "\"") { bytes.append(byte) }
    }
    bytes.append(UInt8(ascii: "\""))
    return String(decoding: bytes, as: UTF8.self)
}
