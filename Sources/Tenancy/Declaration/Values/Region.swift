/// The rule for the names of regions, in which servers stand and tenants are at home.
package enum Region {
    /// What helps the writer of a name that is none.
    package static let advice = "Use lowercase letters, digits and hyphens, as in 'france' or 'eu-west-1'."

    package static func isRegion(_ text: String) -> Bool {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        return (2...63).contains(text.utf8.count) && letters.contains(text.utf8.first ?? 0)
            && text.utf8.allSatisfy { letters.contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
    }
}
