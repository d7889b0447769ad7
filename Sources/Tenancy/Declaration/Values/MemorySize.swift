/// An amount of memory as PostgreSQL writes it: `64MB`.
struct MemorySize: Comparable {
    let bytes: Int

    /// Reads a whole number and a unit of 1,024; nil where it is none.
    init?(_ text: String) {
        let units = ["kB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30, "TB": 1 << 40]
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let unit = units[String(text.dropFirst(digits.count))], let count = Int(digits), count > 0 else {
            return nil
        }
        let (bytes, overflows) = count.multipliedReportingOverflow(by: unit)
        guard !overflows else { return nil }
        self.bytes = bytes
    }

    /// So many kilobytes of 1,024 bytes.
    init(kilobytes: Int) {
        bytes = kilobytes << 10
    }

    static func < (left: MemorySize, right: MemorySize) -> Bool { left.bytes < right.bytes }
}
