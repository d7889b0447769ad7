/// Gathers what the cells of one column have in common, from values in COPY's binary format.
struct ColumnGauge: ~Copyable {
    /// How the values of a type are ordered.
    private enum Order {
        /// Signed and big-endian, as integers, dates and times are.
        case integer
        case float
        case numeric
        /// By their bytes, as codes are.
        case bytes
        case none
    }

    private let type: ColumnType
    private let order: Order
    private let isText: Bool
    private var nulls = 0
    private var values = 0
    private var distinct = DistinctSketch()
    private var leastKey = Int64.max
    private var greatestKey = Int64.min
    private var least: [UInt8] = []
    private var greatest: [UInt8] = []
    private var shortest = Int.max
    private var longest = 0
    private var characters = 0

    init(_ column: PlanColumn) {
        type = column.type
        if case .text = column.type { isText = true } else { isText = false }
        switch column.type {
        case .smallint, .integer, .bigint, .date, .time, .timestamp, .timestampWithZone: order = .integer
        case .real, .double: order = .float
        case .numeric: order = .numeric
        case .text: order = column.meaning?.isAboutPlacesOrBodies == true ? .bytes : .none
        case .boolean, .uuid, .json, .jsonb: order = .none
        }
    }

    mutating func addNull() { nulls += 1 }

    /// Adds a value, as COPY carries it.
    @inline(__always)
    mutating func add(_ value: ByteSlice) {
        values += 1
        distinct.add(DistinctSketch.hash(value))
        if isText { addLength(of: value) }
        switch order {
        case .integer: addKey(Self.integer(value), value)
        case .float: addKey(Self.floatKey(value), value)
        case .numeric:
            addOrdered(value) { NumericOrder.precedes($0, $1) }
        case .bytes:
            addOrdered(value) { $0.lexicographicallyPrecedes($1) }
        case .none: break
        }
    }

    @inline(__always)
    private mutating func addKey(_ key: Int64, _ value: ByteSlice) {
        if key < leastKey {
            leastKey = key
            least = Array(value)
        }
        if key > greatestKey {
            greatestKey = key
            greatest = Array(value)
        }
    }

    @inline(__always)
    private mutating func addOrdered(_ value: ByteSlice, by precedes: (ByteSlice, ByteSlice) -> Bool) {
        if values == 1 {
            least = Array(value)
            greatest = least
            return
        }
        if least.withUnsafeBufferPointer({ precedes(value, $0) }) { least = Array(value) }
        if greatest.withUnsafeBufferPointer({ precedes($0, value) }) { greatest = Array(value) }
    }

    private mutating func addLength(of value: ByteSlice) {
        var length = 0
        for byte in value where byte & 0xC0 != 0x80 { length += 1 }
        shortest = min(shortest, length)
        longest = max(longest, length)
        characters += length
    }

    /// A number of two, four or eight bytes.
    @inline(__always)
    private static func integer(_ value: ByteSlice) -> Int64 {
        var bits: UInt64 = 0
        for byte in value { bits = bits << 8 | UInt64(byte) }
        let unused = Int64(64 - 8 * value.count)
        return (Int64(bitPattern: bits) << unused) >> unused
    }

    /// A key in the order of the numbers; a value that is none comes last, as PostgreSQL has it.
    @inline(__always)
    private static func floatKey(_ value: ByteSlice) -> Int64 {
        let number =
            value.count == 4
            ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: integer(value))))
            : Double(bitPattern: UInt64(bitPattern: integer(value)))
        if number.isNaN { return .max }
        let bits = Int64(bitPattern: number.bitPattern)
        return bits < 0 ? bits ^ Int64.max : bits
    }

    /// What was gathered.
    func profile(name: String) -> ColumnProfile {
        var profile = ColumnProfile(name: name, rows: nulls + values, nulls: nulls, distinct: distinct.count)
        if order != .none, values > 0 {
            profile.range = ColumnProfile.ClosedValues(
                least: least.withUnsafeBufferPointer { BinaryRows.text(of: $0, type) },
                greatest: greatest.withUnsafeBufferPointer { BinaryRows.text(of: $0, type) })
        }
        if isText, values > 0 {
            profile.lengths = ColumnProfile.Lengths(
                least: shortest, greatest: longest, mean: Double(characters) / Double(values))
        }
        return profile
    }
}

extension Meaning {
    /// Whether a value says nothing about a person, so that one may stand in a catalog.
    var isAboutPlacesOrBodies: Bool {
        switch self {
        case .commune, .departement, .region, .epci, .siren, .siret, .postcode: true
        default: false
        }
    }
}
