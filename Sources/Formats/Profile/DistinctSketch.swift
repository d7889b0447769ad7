import Glibc

/// Counts distinct values: every one up to some hundreds, beyond them by HyperLogLog.
///
/// **Source** Flajolet, Fusy, Gandouet and Meunier, «HyperLogLog», 2007.
/// **Cost** 4 kB as long as there are few, 8 kB whatever the number of values.
struct DistinctSketch: ~Copyable {
    private static let precision = 12
    private static let registerCount = 1 << precision
    /// Slots for single hashes, of which half are used before they are given up.
    private static let slotCount = 512

    /// None as long as every value is kept.
    private var registers: UnsafeMutablePointer<UInt8>?
    private let slots: UnsafeMutablePointer<UInt64>
    private var kept = 0
    private var hasZero = false

    init() {
        slots = .allocate(capacity: Self.slotCount)
        slots.initialize(repeating: 0, count: Self.slotCount)
    }

    deinit {
        registers?.deallocate()
        slots.deallocate()
    }

    /// Adds a value by its hash.
    @inline(__always)
    mutating func add(_ hash: UInt64) {
        if let registers {
            Self.add(hash, to: registers)
        } else if slots[Int(truncatingIfNeeded: hash) & (Self.slotCount - 1)] != hash {
            // One that is kept where it belongs is the usual case of few values.
            keep(hash)
        }
    }

    @inline(__always)
    private static func add(_ hash: UInt64, to registers: UnsafeMutablePointer<UInt8>) {
        let register = Int(truncatingIfNeeded: hash &>> UInt64(64 - precision))
        let rest = hash &<< UInt64(precision) | 1 &<< UInt64(precision - 1)
        let rank = UInt8(truncatingIfNeeded: rest.leadingZeroBitCount &+ 1)
        if registers[register] < rank { registers[register] = rank }
    }

    private mutating func keep(_ hash: UInt64) {
        // Zero marks a free slot.
        if hash == 0 {
            hasZero = true
            return
        }
        var slot = Int(truncatingIfNeeded: hash) & (Self.slotCount - 1)
        while slots[slot] != 0 {
            if slots[slot] == hash { return }
            slot = (slot + 1) & (Self.slotCount - 1)
        }
        guard kept < Self.slotCount / 2 else { return giveUp(with: hash) }
        slots[slot] = hash
        kept += 1
    }

    /// Counts by registers from a value on that is one too many to be kept.
    private mutating func giveUp(with hash: UInt64) {
        let registers = UnsafeMutablePointer<UInt8>.allocate(capacity: Self.registerCount)
        registers.initialize(repeating: 0, count: Self.registerCount)
        for slot in 0..<Self.slotCount where slots[slot] != 0 { Self.add(slots[slot], to: registers) }
        if hasZero { Self.add(0, to: registers) }
        Self.add(hash, to: registers)
        self.registers = registers
    }

    /// The count and its standard error.
    var count: ColumnProfile.DistinctCount {
        guard let registers else { return ColumnProfile.DistinctCount(count: kept + (hasZero ? 1 : 0), error: 0) }
        let size = Double(Self.registerCount)
        var sum = 0.0
        var empty = 0
        for register in 0..<Self.registerCount {
            sum += 1 / Double(UInt64(1) << UInt64(registers[register]))
            if registers[register] == 0 { empty += 1 }
        }
        var estimate = 0.7213 / (1 + 1.079 / size) * size * size / sum
        if estimate <= 2.5 * size, empty > 0 { estimate = size * log(size / Double(empty)) }
        return ColumnProfile.DistinctCount(count: Int(estimate.rounded()), error: 1.04 / size.squareRoot())
    }
}
