/// What a key of a configuration takes.
indirect enum ValueKind: Sendable {
    case text(TextForm)
    case integer(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    case flag
    /// One of some words, from the least to the most.
    case choice([String])
    case list(ValueKind)
    /// Elements with fixed names.
    case record([Field])
    /// Names of the writer's own.
    case mapping(ValueKind)

    struct Field: Sendable {
        let name: String
        let kind: ValueKind
        let isRequired: Bool

        init(_ name: String, _ kind: ValueKind, isRequired: Bool = false) {
            self.name = name
            self.kind = kind
            self.isRequired = isRequired
        }
    }

    /// A text on one line.
    static let line = ValueKind.text(.line)

    /// One of an enumeration's cases, in their order.
    static func choice<Choice: CaseIterable & RawRepresentable>(of type: Choice.Type) -> ValueKind
    where Choice.RawValue == String {
        .choice(type.allCases.map(\.rawValue))
    }
}
