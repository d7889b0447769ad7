/// A word that is not a value of the wanted type; the parameter's name is added by whoever knows it.
package struct UnreadableArgument: Error, Hashable {
    /// What would have been right: `a whole number`.
    package let expected: String

    package init(expected: String) {
        self.expected = expected
    }
}
