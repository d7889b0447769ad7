/// What all batches of a table did.
package struct TransferRecord: Sendable {
    package var batches = 0
    package var isComplete = false
    package var read = 0
    package var loaded = 0
    package var rejected = 0
    package var bytes = 0
    package var readDigest = RowDigest()
    package var loadedDigest = RowDigest()
    package var changes: [Int] = []
    var lastKey: [String]?
}
