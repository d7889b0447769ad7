/// What makes a value of security stricter than another.
enum Tightening: Sendable {
    /// What is on is stricter than what is off.
    case whenTrue
    /// A later word of the key's choice is stricter than an earlier one.
    case later([String])
    /// More, or longer.
    case longer
    /// Less, or shorter.
    case shorter
    /// Networks that lie in those that are asked for; none at all means everywhere.
    case narrower
    /// Fewer of the same texts; none at all means any.
    case fewer
    /// At least the same texts.
    case covering

    /// Whether a value is less strict than another.
    func loosens(_ wanted: DeclaredValue, _ floor: DeclaredValue) -> Bool {
        switch self {
        case .whenTrue: return floor.flag == true && wanted.flag == false
        case .later(let words):
            func rank(_ value: DeclaredValue) -> Int { value.text.flatMap(words.firstIndex) ?? 0 }
            return rank(wanted) < rank(floor)
        case .longer: return Self.measure(wanted) < Self.measure(floor)
        case .shorter: return Self.measure(wanted) > Self.measure(floor)
        case .narrower:
            let allowed = (floor.texts ?? []).compactMap { NetworkRange($0) }
            let asked = (wanted.texts ?? []).compactMap { NetworkRange($0) }
            return !allowed.isEmpty
                && (asked.isEmpty || asked.contains { range in !allowed.contains { $0.contains(range) } })
        case .fewer:
            let allowed = Set(floor.texts ?? [])
            let asked = Set(wanted.texts ?? [])
            return !allowed.isEmpty && (asked.isEmpty || !asked.isSubset(of: allowed))
        case .covering: return !Set(floor.texts ?? []).isSubset(of: wanted.texts ?? [])
        }
    }

    private static func measure(_ value: DeclaredValue) -> Double {
        value.number ?? value.text.flatMap(CalendarSpan.init).map { Double($0.approximateDays) } ?? 0
    }
}
