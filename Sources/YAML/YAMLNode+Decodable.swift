extension YAMLNode: Decodable {
    /// Takes a part of the tree as it is, for a field whose shape is free.
    ///
    /// - Throws: ``YAMLFailure/library(_:)`` for a decoder of another format.
    package init(from decoder: any Decoder) throws {
        guard let decoder = decoder as? NodeDecoder else {
            throw YAMLFailure.library("a YAML node can only be decoded from YAML")
        }
        self = decoder.node
    }
}
