/// How far compressed data may grow, so that a few kilobytes cannot keep a load busy for days.
struct Expansion {
    private let name: String
    private let limits: FormatLimits
    private var taken = 0
    private var given = 0

    init(_ name: String, _ limits: FormatLimits) {
        self.name = name
        self.limits = limits
    }

    /// Begins anew.
    mutating func restart() {
        taken = 0
        given = 0
    }

    /// Counts bytes that were read, and bytes that came of them.
    ///
    /// - Throws: ``FormatFailure/expandsTooMuch(_:bytes:from:)``.
    mutating func add(taken: Int, given: Int) throws {
        self.taken += taken
        self.given += given
        // A small file may well be one line again and again; only a large one is a danger.
        let isTooDense = self.given > limits.freeExpansion && self.given / limits.expansionRatio > self.taken
        if isTooDense || self.given > limits.expandedBytes {
            throw FormatFailure.expandsTooMuch(name, bytes: self.given, from: self.taken)
        }
    }
}
