/// A source whose bytes lie in a file, for readers that go to and fro in it.
package protocol FileBackedSource: ByteSource {
    /// A path under which this very file can be opened once more, as long as the source lives.
    var path: String { get }

    /// The size in bytes, as it was when the file was opened.
    var byteCount: Int { get }

    /// Tells whoever watches how far the file has been used by one who reads it by itself, in bytes of it.
    func tell(position: Int)

    /// - Throws: ``FormatFailure/changedWhileRead(_:)`` when the file is no longer the one that was opened.
    func checkUnchanged() throws
}
