import Vocabulary

/// How many records a load may refuse before it fails as a whole.
package enum RejectBudget: Hashable, Codable, Sendable {
    case rows(Int)
    /// A share of the records that hold data, in percent.
    case percent(Double)

    /// What holds when nothing is said.
    package static let usual = RejectBudget.percent(5)

    /// Whether so many refused records are within the budget.
    package func allows(rejected: Int, of records: Int) -> Bool {
        switch self {
        case .rows(let limit): rejected <= limit
        case .percent(let limit): Double(rejected) <= Double(records) * limit / 100
        }
    }

    /// Whether reading on can still end within the budget.
    func canStillHold(rejected: Int) -> Bool {
        switch self {
        case .rows(let limit): rejected <= limit
        case .percent: true
        }
    }
}

extension RejectBudget: CustomStringConvertible {
    package var description: String {
        switch self {
        case .rows(let limit): "\(limit) rows"
        case .percent(let limit): "\(limit) %"
        }
    }
}
