package import Formats
import Vocabulary

extension RepairCounts {
    /// What was mended, a sentence for each kind.
    package var sentences: [String] {
        Repair.Kind.allCases.compactMap { sentence(of: $0) }
    }

    /// What was mended of one kind; nil when nothing was.
    package func sentence(of kind: Repair.Kind) -> String? {
        let count = self[kind]
        return count == 0 ? nil : "\(counted(count, "row was", "rows were")) mended: \(kind)"
    }
}
