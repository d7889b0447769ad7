/// How many records had which fate: loaded, rejected and ignored make all that were read.
package struct Tally: Hashable, Sendable {
    /// Records read, counted before their fate is known.
    package internal(set) var records = 0

    /// Records that became rows.
    package internal(set) var loaded = 0

    /// Records that became rejects.
    package internal(set) var rejected = 0

    /// Records without any character but delimiters and blanks.
    package internal(set) var blank = 0

    /// Records that are no rows: the header, and what stands above or below the table.
    package internal(set) var outside = 0

    /// Records that add up others.
    package internal(set) var totals = 0

    /// Loaded records that were repaired, which are also counted above.
    package internal(set) var repairs = RepairCounts()

    package init() {}

    /// Counts rows as refused that were taken for loaded, since another row says so.
    package mutating func refuse(_ count: Int) {
        loaded -= count
        rejected += count
    }

    /// Records that are neither loaded nor rejected.
    package var ignored: Int { blank + outside + totals }
}
