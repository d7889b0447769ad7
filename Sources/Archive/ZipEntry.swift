/// A file within a zip archive.
package struct ZipEntry: Hashable, Sendable {
    /// Its place among the entries, from 0.
    package let index: Int

    /// Its path as it is written in the archive, decoded; nothing is ever written to it.
    package let path: String

    /// The size that the archive claims, in bytes, which need not be true.
    package let byteCount: Int

    package let isEncrypted: Bool

    /// Whether it is a folder.
    package var isDirectory: Bool { path.hasSuffix("/") }

    /// The last part of the path.
    package var name: String { String(path.split(separator: "/").last ?? "") }
}
