/// How the rows of a JSON text lie in it; the encoding is UTF-8.
package enum JSONLayout: Hashable, Sendable {
    /// The objects of the array at a path.
    case array(at: JSONPath)
    /// The members of the object at a path, whose names become the first column.
    case members(of: JSONPath, key: String)
    /// The values of the array at a path, which become one column.
    case values(at: JSONPath)
    /// One object after another, each usually on a line.
    case lines

    /// The column of values, and of members that are no objects.
    static let valueName = "value"

    /// What the rows at a path are.
    enum Rows: String, CaseIterable, Codable {
        case objects, members, values
    }

    /// Where the rows lie, what they are, and the name of the keys where they have some; nil for lines.
    var place: (path: JSONPath, rows: Rows, key: String?)? {
        switch self {
        case .array(let path): (path, .objects, nil)
        case .members(let path, let key): (path, .members, key)
        case .values(let path): (path, .values, nil)
        case .lines: nil
        }
    }

    init(_ rows: Rows, at path: JSONPath, key: String?) {
        switch rows {
        case .objects: self = .array(at: path)
        case .members: self = .members(of: path, key: key ?? "key")
        case .values: self = .values(at: path)
        }
    }

    /// What people call it.
    package var words: String {
        switch self {
        case .array(let path): "json, objects at \(path)"
        case .members(let path, _): "json, objects by their keys at \(path)"
        case .values(let path): "json, values at \(path)"
        case .lines: "jsonl"
        }
    }
}
