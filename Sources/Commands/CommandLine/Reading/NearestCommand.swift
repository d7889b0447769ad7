internal import Vocabulary

/// Finds the command that was probably meant, as a user would write it after the path.
///
/// A sibling with a near name comes first, then the only sibling that begins
/// so, then the only command of that very name elsewhere in the program.
func nearestCommand(to typed: String, in path: [Command]) -> String? {
    let siblings = (path.last?.children ?? []).filter { !$0.isHidden }.map(\.name)
    if let near = nearestName(to: typed, in: siblings) { return near }
    let beginning = typed.isEmpty ? [] : siblings.filter { $0.hasPrefix(typed) }
    if beginning.count == 1 { return beginning[0] }
    let elsewhere = path.first.map { linesNaming(typed, below: $0, prefix: $0.name) } ?? []
    return elsewhere.count == 1 ? elsewhere[0] : nil
}

private func linesNaming(_ name: String, below command: Command, prefix: String) -> [String] {
    command.children.filter { !$0.isHidden }.flatMap { child in
        let line = "\(prefix) \(child.name)"
        return (child.name == name ? [line] : []) + linesNaming(name, below: child, prefix: line)
    }
}
