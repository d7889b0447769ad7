package import FoundationEssentials
import Vocabulary

/// The producer's yes to a request, with what it lets through and for how long.
package struct Approval: Hashable, Sendable {
    /// Identifier of the request, or of the subscription that came of it.
    package let requestID: String
    /// Names of filters of the asset; all of them hold together.
    package let filters: [String]
    /// From when no row is shown any more, in whole seconds; nil for no end.
    package let expiresAt: Date?
    /// What is said with the answer.
    package let comment: String?

    package init(requestID: String, filters: [String] = [], expiresAt: Date? = nil, comment: String? = nil) {
        self.requestID = requestID
        self.filters = filters
        self.expiresAt = expiresAt.map {
            Date(timeIntervalSince1970: $0.timeIntervalSince1970.rounded(.down))
        }
        self.comment = comment
    }
}
