import Formats

/// Refused records, and the first mended one of each kind, that a closure collects.
final class KeptRejectsBox {
    var rejects = KeptRejects()
    var repairs: [Repair.Kind: Repair] = [:]
    var refusedKeys: [RejectReason: Int] = [:]
}
