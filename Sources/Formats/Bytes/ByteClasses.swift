/// A run of bytes that somebody else owns.
typealias ByteSlice = UnsafeBufferPointer<UInt8>

extension UInt8 {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let backslash: UInt8 = 0x5C

    @inline(__always) var isDigit: Bool { self &- 0x30 < 10 }
    @inline(__always) var isLowercaseLetter: Bool { self &- 0x61 < 26 }
    @inline(__always) var isUppercaseLetter: Bool { self &- 0x41 < 26 }
    @inline(__always) var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }

    /// Space or tab.
    @inline(__always) var isBlank: Bool { self == .space || self == .tab }

    /// The lowercase letter of an uppercase one of ASCII, else the byte itself.
    @inline(__always) var lowercased: UInt8 { isUppercaseLetter ? self | 0x20 : self }

    /// Whether the byte is a control character that has no business in a text.
    @inline(__always) var isStrayControl: Bool {
        self < 0x20 && !(self >= 0x09 && self <= 0x0D) && self != 0x1A && self != 0x1B || self == 0x7F
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// A part of the bytes, without a copy.
    @inline(__always)
    func part(_ start: Int, _ end: Int) -> ByteSlice {
        ByteSlice(rebasing: self[start..<end])
    }

    /// Lends a copy of at most 32 bytes, behind which as many can be read and mean nothing.
    func withMargin<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
        precondition(count <= 32, "a copy of 32 bytes has no room for more")
        var copy = SIMD64<UInt8>()
        for index in 0..<count { copy[index] = self[index] }
        return withUnsafePointer(to: copy) {
            $0.withMemoryRebound(to: UInt8.self, capacity: 64) { body($0) }
        }
    }

    /// The bytes as a text; what is not UTF-8 and NUL become `\xNN`.
    func escapedText() -> String {
        var text = ""
        var rest = self
        while !rest.isEmpty {
            let valid = UTF8Check.validPrefix(rest)
            let nul = rest[..<valid].firstIndex(of: 0) ?? valid
            text += String(decoding: rest[..<nul], as: UTF8.self)
            guard nul < rest.count else { break }
            let hex = String(rest[nul], radix: 16, uppercase: true)
            text += "\\x" + (hex.count == 1 ? "0" : "") + hex
            rest = rest.part(nul + 1, rest.count)
        }
        return text
    }
}
