/// A place to which text is written.
package protocol TextStream: Sendable {
    /// The screen behind it, or nil for a file, a pipe or nothing.
    var terminal: Terminal? { get }

    /// Writes all of the text before it returns.
    ///
    /// - Throws: ``ReaderLeft`` when nobody reads any more, else ``CommandFailure/unwritable(reason:)``.
    func write(_ text: String) throws

    /// Writes bytes that need not be text, in the same way.
    func write(bytes: UnsafeRawBufferPointer) throws
}
