package import Formats
import Vocabulary

extension RepairCounts {
    /// What was mended, a sentence for each kind.
    package var sentences: [String] {
        Repair.Kind.allCases.compactMap { kind in
            let count = self[kind]
            return count == 0 ? nil : "\(counted(count, "row was", "rows were")) mended: \(kind)"
        }
    }
}
