import YAML

/// A value as a file gives it, with the node that it was read from.
struct ReadValue {
    /// The key's place in the schema.
    let key: Int
    let value: DeclaredValue
    /// The node with its variables filled in, for the place of a failure.
    let node: YAMLNode
    /// The node as it was written, when it holds a variable.
    let pattern: YAMLNode?
}
