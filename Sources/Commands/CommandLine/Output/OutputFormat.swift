/// How results and failures are written.
package enum OutputFormat: String, CaseIterable, Sendable, ArgumentValue {
    /// For people: columns, or lines of names and values.
    case table
    /// For programs: one array or object.
    case json
    /// For people and Git.
    case yaml
}
