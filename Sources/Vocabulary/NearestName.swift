/// Finds the name that a mistyped one probably meant.
///
/// The distance counts insertions, deletions, replacements and swapped
/// neighbours (optimal string alignment). A third of the typed length may
/// differ, so that `tenent` finds `tenant` and `x` finds nothing. A text too
/// long to be a slip of the hand has no nearest name, which bounds the cost.
///
/// - Returns: the nearest candidate, the alphabetically first of equals, or nil.
package func nearestName(to typed: String, in candidates: some Sequence<String>) -> String? {
    guard typed.utf8.count <= 64 else { return nil }
    let wanted = Array(typed.lowercased().unicodeScalars)
    let limit = Swift.max(1, wanted.count / 3)
    var best: (name: String, distance: Int)?
    for candidate in candidates.sorted() {
        let distance = alignmentDistance(wanted, Array(candidate.lowercased().unicodeScalars))
        if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
}

private func alignmentDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    if left.isEmpty || right.isEmpty { return left.count + right.count }
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in 1...left.count {
        var current = [row]
        for column in 1...right.count {
            let replaced = last[column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1)
            var distance = min(last[column] + 1, current[column - 1] + 1, replaced)
            if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                distance = min(distance, beforeLast[column - 2] + 1)
            }
            current.append(distance)
        }
        beforeLast = last
        last = current
    }
    return last[right.count]
}
