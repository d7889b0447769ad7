/// How the rows of a JSON text lie in it.
package enum JSONLayout: Hashable, Sendable {
    /// The objects of the array at a path; the encoding is UTF-8.
    case array(at: JSONPath)
    /// One object after another, each usually on a line.
    case lines
}
