package import Formats

extension RepairCounts {
    /// What was mended, a sentence for each kind.
    package var sentences: [String] {
        Repair.Kind.allCases.compactMap { kind in
            let count = self[kind]
            return count == 0 ? nil : "\(count) \(count == 1 ? "row was" : "rows were") mended: \(kind)"
        }
    }
}
