/// The words that were given for each parameter, not yet of their types.
package struct Arguments: Sendable {
    private var textsByName: [String: [String]] = [:]

    init() {}

    /// The words given for a parameter, in their order; one empty word for each time a flag stood there.
    package func texts(of field: Field) -> [String] {
        textsByName[field.name, default: []]
    }

    mutating func append(_ text: String, to field: Field) {
        textsByName[field.name, default: []].append(text)
    }
}
