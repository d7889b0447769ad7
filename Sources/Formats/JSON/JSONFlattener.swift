import Vocabulary

/// Gives every member of an object, at whatever depth, the number of a column.
///
/// The members of an inner object become columns of their own, `a.b`; an
/// array stays one value.
struct JSONFlattener {
    /// A value that can have a column, and what lies below it when it is an object.
    private struct Node {
        var children: [[UInt8]: Int] = [:]
        var column: Int?
    }

    /// Objects inside each other that still become columns; what lies deeper stays one value.
    private static let depthLimit = 16

    private var nodes = [Node()]

    /// The paths that have a column, in the order of their numbers.
    private(set) var paths: [JSONPath] = []

    /// Begins with no path, or with those of a plan.
    init(paths: [JSONPath] = []) {
        for path in paths {
            var node = 0
            for name in path.names { node = child(Array(name.utf8), of: node) }
            setColumn(of: node, path: path)
        }
    }

    /// Calls with every value of an object and the number of its column.
    ///
    /// - Parameters:
    ///   - mayGrow: whether a path that is not known is given the next number.
    ///   - newPath: called with a path that was not known, before its value.
    mutating func forEach(
        in members: [JSON.Member], mayGrow: Bool, newPath: (JSONPath) throws -> Void,
        _ body: (_ column: Int, _ value: JSON) throws -> Void
    ) rethrows {
        try visit(members, node: 0, names: [], mayGrow, newPath, body)
    }

    private mutating func visit(
        _ members: [JSON.Member], node: Int, names: [String], _ mayGrow: Bool,
        _ newPath: (JSONPath) throws -> Void, _ body: (Int, JSON) throws -> Void
    ) rethrows {
        for member in members {
            let key = Array(member.name.utf8)
            if !mayGrow, nodes[node].children[key] == nil {
                // A member without a value has nothing to lose.
                if member.value != .null { try newPath(JSONPath(names + [member.name])) }
                continue
            }
            let next = child(key, of: node)
            if case .object(let inner) = member.value, names.count + 1 < Self.depthLimit {
                try visit(inner, node: next, names: names + [member.name], mayGrow, newPath, body)
                continue
            }
            if nodes[next].column == nil {
                // An object in one row and null in another is the object's columns, empty.
                if member.value == .null, !mayGrow || !nodes[next].children.isEmpty { continue }
                let path = JSONPath(names + [member.name])
                try newPath(path)
                if mayGrow { setColumn(of: next, path: path) }
            }
            if let column = nodes[next].column { try body(column, member.value) }
        }
    }

    private mutating func child(_ name: [UInt8], of node: Int) -> Int {
        if let child = nodes[node].children[name] { return child }
        nodes.append(Node())
        nodes[node].children[name] = nodes.count - 1
        return nodes.count - 1
    }

    private mutating func setColumn(of node: Int, path: JSONPath) {
        nodes[node].column = paths.count
        paths.append(path)
    }
}
