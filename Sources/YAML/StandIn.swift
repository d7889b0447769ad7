/// A type with a value that may take the place of one that failed, so that decoding can go on.
///
/// Only values that any file may hold: a type's initialiser has to bear them anyway.
protocol StandIn {
    /// The value, which nobody outside ever sees: the decoding fails in the end.
    static var standIn: Self { get }
}

extension Array: StandIn {
    static var standIn: [Element] { [] }
}

extension Dictionary: StandIn {
    static var standIn: [Key: Value] { [:] }
}

extension YAMLMarked: StandIn where Value: StandIn {
    static var standIn: YAMLMarked<Value> { YAMLMarked(Value.standIn) }
}
