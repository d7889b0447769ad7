import Vocabulary

/// How many records a load may refuse before it fails as a whole.
package enum RejectBudget: Hashable, Sendable {
    case rows(Int)
    /// A share of the records that hold data, in percent.
    case percent(Double)

    /// What holds when nothing is said.
    package static let usual = RejectBudget.percent(5)

    /// Reads rows, such as `100`, or a share, such as `5%`; nil for any other text.
    package init?(_ text: String) {
        if text.hasSuffix("%"), let share = Double(text.dropLast()), (0...100).contains(share) {
            self = .percent(share)
        } else if let rows = Int(text), rows >= 0 {
            self = .rows(rows)
        } else {
            return nil
        }
    }

    /// The text that is read as this budget.
    package var text: String {
        switch self {
        case .rows(let rows): String(rows)
        case .percent(let share): (share == share.rounded() ? String(Int(share)) : String(share)) + "%"
        }
    }

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
        case .rows(let limit): counted(limit, "row")
        case .percent: "\(text.dropLast()) %"
        }
    }
}

extension RejectBudget: Codable {
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let budget = RejectBudget(text) else { throw SourceFailure.notABudget(text) }
        self = budget
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
