/// A value that cannot be copied and that threads hand to each other.
// Safe because one thread at a time has it: whoever hands it over does not touch it before it comes back.
package final class Handed<Value: ~Copyable>: @unchecked Sendable {
    package var value: Value

    package init(_ value: consuming Value) {
        self.value = value
    }
}
