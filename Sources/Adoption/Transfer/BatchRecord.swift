/// What a batch did, as the ledger keeps it.
package struct BatchRecord: Sendable {
    var number: Int
    var lastKey: [String]?
    var isLast: Bool
    var read = 0
    var loaded = 0
    var rejected = 0
    var bytes = 0
    /// Of the rows as the source wrote them.
    var readDigest = RowDigest()
    /// Of the comparable part of the rows as they were sent.
    var loadedDigest = RowDigest()
    /// Changed values by column and rule.
    var changes: [Int]
}
