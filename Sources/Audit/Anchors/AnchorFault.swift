import Vocabulary

/// Something in files of checkpoints that is not as it was written.
package enum AnchorFault: Hashable, Sendable {
    /// A line is not laid out as a checkpoint, or is cut.
    case noCheckpoint(file: String, line: Int)
    /// A line names a key that is not one of those that count.
    case foreignKey(Int, file: String, line: Int)
    case badSignature(file: String, line: Int)
    /// Another line has the same number.
    case twice(Int, file: String, line: Int)
    case missing(ClosedRange<Int>)
    /// It does not carry the hash of the one before it.
    case brokenLink(Int)
    /// It is not later than the one before it.
    case earlier(Int)
    case unknownToBase(Int)
    case otherThanBase(Int)
}

extension AnchorFault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noCheckpoint(let file, let line): "line \(line) of \(quoted(file)) is no whole checkpoint"
        case .foreignKey(let number, let file, let line):
            "checkpoint \(number) on line \(line) of \(quoted(file)) names a key that is not known here"
        case .badSignature(let file, let line): "line \(line) of \(quoted(file)) was not signed as it stands"
        case .twice(let number, let file, let line):
            "there is another checkpoint \(number) on line \(line) of \(quoted(file))"
        case .missing(let range):
            range.count == 1
                ? "checkpoint \(range.lowerBound) is missing"
                : "checkpoints \(range.lowerBound) to \(range.upperBound) are missing"
        case .brokenLink(let number): "checkpoint \(number) does not follow the one before it"
        case .earlier(let number): "checkpoint \(number) is not later than the one before it"
        case .unknownToBase(let number): "the base knows no checkpoint \(number): it was set back, or is another one"
        case .otherThanBase(let number): "the base knows another checkpoint \(number)"
        }
    }
}
