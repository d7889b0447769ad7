/// The values of a merged configuration.
package struct DeclaredValues: Hashable, Sendable {
    package let attributes: [Attribute]
}
