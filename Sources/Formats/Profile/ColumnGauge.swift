/// Gathers what the cells of one column have in common, from values in COPY's binary format.
///
/// It sees every cell of a load, on the thread that reads: while nothing is new, a value costs a hash and two
/// comparisons of numbers.
struct ColumnGauge: ~Copyable {
    private let type: ColumnType
    private let order: ValueOrder
    private let isText: Bool
    private var nulls = 0
    private var values = 0
    private var distinct = DistinctSketch()
    private var leastKey = Int64.max
    private var greatestKey = Int64.min
    /// The values of these keys, where a key does not tell all of its value.
    private var least: [UInt8] = []
    private var greatest: [UInt8] = []
    private var shortest = Int.max
    private var longest = 0
    private var characters = 0

    init(_ column: PlanColumn) {
        type = column.type
        order = ValueOrder(column)
        if case .text = column.type { isText = true } else { isText = false }
    }

    @inline(__always)
    mutating func addNull() { nulls &+= 1 }

    /// Adds a value, as COPY carries it.
    @inline(__always)
    mutating func add(_ value: ByteSlice) {
        values &+= 1
        let digest = ValueDigest(value)
        distinct.add(digest.hash)
        if isText { addLength(of: value, isASCII: digest.isASCII) }
        switch order {
        case .short: widen(Int64(value.bigEndian(Int16.self, at: 0)))
        case .integer: widen(Int64(value.bigEndian(Int32.self, at: 0)))
        case .long: widen(value.bigEndian(Int64.self, at: 0))
        case .real: widen(ValueOrder.key(Double(Float(bitPattern: value.bigEndian(UInt32.self, at: 0)))))
        case .double: widen(ValueOrder.key(Double(bitPattern: value.bigEndian(UInt64.self, at: 0))))
        case .numeric: enclose(value, NumericOrder.key(value))
        case .bytes: enclose(value, ValueOrder.key(value))
        case .none: break
        }
    }

    /// A key that tells all of its value.
    @inline(__always)
    private mutating func widen(_ key: Int64) {
        leastKey = min(leastKey, key)
        greatestKey = max(greatestKey, key)
    }

    /// A key below which, and above which, no value of it can lie.
    @inline(__always)
    private mutating func enclose(_ value: ByteSlice, _ key: Int64) {
        if key <= leastKey || key >= greatestKey { keep(value, key) }
    }

    private mutating func keep(_ value: ByteSlice, _ key: Int64) {
        // The very first is both.
        if key < leastKey || values == 1 || key == leastKey && least.withUnsafeBufferPointer({ precedes(value, $0) }) {
            leastKey = key
            least.removeAll(keepingCapacity: true)
            least.append(contentsOf: value)
        }
        if key > greatestKey || values == 1
            || key == greatestKey && greatest.withUnsafeBufferPointer({ precedes($0, value) })
        {
            greatestKey = key
            greatest.removeAll(keepingCapacity: true)
            greatest.append(contentsOf: value)
        }
    }

    private func precedes(_ left: ByteSlice, _ right: ByteSlice) -> Bool {
        order == .numeric ? NumericOrder.precedes(left, right) : left.lexicographicallyPrecedes(right)
    }

    @inline(__always)
    private mutating func addLength(of value: ByteSlice, isASCII: Bool) {
        let length = isASCII ? value.count : Self.characters(in: value)
        shortest = min(shortest, length)
        longest = max(longest, length)
        characters &+= length
    }

    /// How many characters UTF-8 has: its bytes without those that continue one.
    private static func characters(in value: ByteSlice) -> Int {
        guard let base = value.baseAddress.map({ UnsafeRawPointer($0) }) else { return 0 }
        var continued = 0
        var place = 0
        while place + 8 <= value.count {
            let word = base.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            continued &+= (word >> 7 & ~(word >> 6) & 0x0101_0101_0101_0101).nonzeroBitCount
            place += 8
        }
        while place < value.count {
            if value[place] & 0xC0 == 0x80 { continued &+= 1 }
            place += 1
        }
        return value.count - continued
    }

    /// What was gathered.
    func profile(name: String) -> ColumnProfile {
        var profile = ColumnProfile(
            name: name, type: type, rows: nulls + values, nulls: nulls, distinct: distinct.count)
        if values > 0, let least = text(leastKey, least), let greatest = text(greatestKey, greatest) {
            profile.range = ColumnProfile.ClosedValues(least: least, greatest: greatest)
        }
        if isText, values > 0 {
            profile.lengths = ColumnProfile.Lengths(
                least: shortest, greatest: longest, mean: Double(characters) / Double(values))
        }
        return profile
    }

    /// An extreme as PostgreSQL writes it; nil where there is none, or one that is too long to be looked at.
    private func text(_ key: Int64, _ kept: [UInt8]) -> String? {
        let value: [UInt8]
        switch order {
        case .short: value = Self.bytes(Int16(truncatingIfNeeded: key))
        case .integer: value = Self.bytes(Int32(truncatingIfNeeded: key))
        case .long: value = Self.bytes(key)
        case .real: value = Self.bytes(Float(ValueOrder.number(key)).bitPattern)
        case .double: value = Self.bytes(ValueOrder.number(key).bitPattern)
        case .numeric, .bytes: value = kept
        case .none: return nil
        }
        let text = value.withUnsafeBufferPointer { BinaryRows.text(of: $0, type) }
        return text.utf8.count <= ColumnProfile.mostBytes ? text : nil
    }

    private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
}
