/// A list of nodes.
package struct YAMLSequence: Hashable, Sendable {
    /// The nodes of the list, in their order.
    package var elements: [YAMLNode]

    /// The place of the list, or nil when a program made it.
    package var mark: YAMLMark?

    /// A list of nodes.
    package init(_ elements: [YAMLNode], mark: YAMLMark? = nil) {
        self.elements = elements
        self.mark = mark
    }

    package static func == (left: YAMLSequence, right: YAMLSequence) -> Bool {
        left.elements == right.elements
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(elements)
    }
}
