/// How the values of a column are ordered, and by which numbers their order is told.
enum ValueOrder {
    /// Numbers of two, four and eight bytes, as integers, dates and times are.
    case short, integer, long
    case real, double
    case numeric
    /// By their bytes, as codes are.
    case bytes
    case none

    init(_ column: PlanColumn) {
        self =
            switch column.type {
            case .smallint: .short
            case .integer, .date: .integer
            case .bigint, .time, .timestamp, .timestampWithZone: .long
            case .real: .real
            case .double: .double
            case .numeric: .numeric
            // Of free text an extreme could be a person's.
            case .text: column.meaning?.isAboutPlacesOrBodies == true ? .bytes : .none
            case .boolean, .uuid, .json, .jsonb: .none
            }
    }

    /// A key in the order of the numbers; a value that is none comes last, as PostgreSQL has it.
    @inline(__always)
    static func key(_ number: Double) -> Int64 {
        if number.isNaN { return .max }
        let bits = Int64(bitPattern: number.bitPattern)
        return bits < 0 ? bits ^ Int64.max : bits
    }

    /// The number of a key.
    static func number(_ key: Int64) -> Double {
        Double(bitPattern: UInt64(bitPattern: key < 0 ? key ^ Int64.max : key))
    }

    /// A key of the first eight bytes, which orders bytes unless these are the same.
    @inline(__always)
    static func key(_ value: ByteSlice) -> Int64 {
        var word: UInt64 = 0
        if value.count >= 8 {
            word = value.bigEndian(UInt64.self, at: 0)
        } else {
            for byte in value { word = word << 8 | UInt64(byte) }
            word <<= UInt64(64 - 8 * value.count)
        }
        return Int64(bitPattern: word ^ 1 << 63)
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
