import Vocabulary

/// Which columns of a plan are which of a table that was found, by their labels.
///
/// 1. The same label, in order where several have it.
/// 2. Labels that make the same name: another case, accents, blanks.
/// 3. In the same place, a label that differs by as little as a slip or a year does.
///
/// Columns without a header are known by their places alone. The columns of
/// reasons go with the columns whose values they explain.
struct ColumnMatch {
    /// The columns of the plan, status columns left out, with their partners.
    private(set) var pairs: [(kept: PlanColumn, found: PlanColumn)] = []
    private(set) var missing: [PlanColumn] = []
    private(set) var added: [PlanColumn] = []
    private(set) var renamed: [(kept: PlanColumn, found: PlanColumn)] = []

    init(_ kept: TablePlan, _ found: TablePlan, byPlace: Bool) {
        let wanted = kept.columns.filter { !$0.isStatus }
        var rest = found.columns.filter { !$0.isStatus }
        var partners: [PlanColumn?] = wanted.map { _ in nil }
        func take(_ fits: (PlanColumn, PlanColumn) -> Bool) -> [Int] {
            wanted.indices.filter { index in
                guard partners[index] == nil, let place = rest.firstIndex(where: { fits(wanted[index], $0) }) else {
                    return false
                }
                partners[index] = rest.remove(at: place)
                return true
            }
        }
        if byPlace {
            _ = take { $0.field == $1.field }
        } else {
            _ = take { $0.label.utf8.elementsEqual($1.label.utf8) }
            let changed =
                take { !$0.label.isEmpty && ColumnName.clean($0.label) == ColumnName.clean($1.label) }
                + take { kept, found in
                    let place = kept.field == 0 ? nil : kept.field
                    return place == found.field
                        && nearestName(to: ColumnName.clean(kept.label), in: [ColumnName.clean(found.label)]) != nil
                }
            renamed = changed.sorted().compactMap { index in partners[index].map { (wanted[index], $0) } }
        }
        for (column, partner) in zip(wanted, partners) {
            if let partner { pairs.append((column, partner)) } else { missing.append(column) }
        }
        let leftOut = Set(1...max(1, kept.width)).subtracting(kept.columns.map(\.field))
        added = rest.filter { !leftOut.contains(place(of: $0)) }
    }

    /// The columns that stand in another order than in the plan.
    var moved: [String] {
        var last = 0
        return pairs.filter { pair in
            defer { last = max(last, pair.found.field) }
            return pair.found.field < last
        }.map(\.kept.name)
    }

    /// The field that a column which is no partner would have in the plan, by its neighbour on the left.
    private func place(of column: PlanColumn) -> Int {
        let left = pairs.filter { $0.found.field < column.field }.max { $0.found.field < $1.found.field }
        return column.field - (left.map { $0.found.field - $0.kept.field } ?? 0)
    }
}
