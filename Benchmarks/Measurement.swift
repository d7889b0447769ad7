import Vocabulary

/// One result: ours, and the peer's under the same conditions.
struct Measurement: Sendable {
    /// What a figure counts.
    enum Unit: Sendable {
        case bytesPerSecond, seconds, bytes, perSecond
    }

    /// What the ratio of ours to the peer's shall be.
    enum Target: Sendable {
        case atLeast(Double), atMost(Double)
    }

    let what: String
    let unit: Unit
    let ours: Double
    /// nil where nothing else does the same.
    var peer: Double?
    var target: Target?

    /// Ours to the peer's.
    var ratio: Double? { peer.map { ours / $0 } }

    /// Whether the ratio is what it shall be; nil without either.
    var isReached: Bool? {
        switch (target, ratio) {
        case (.atLeast(let bound), let ratio?): ratio >= bound
        case (.atMost(let bound), let ratio?): ratio <= bound
        default: nil
        }
    }
}

extension Measurement.Unit {
    /// A figure with its unit.
    func text(_ value: Double) -> String {
        switch self {
        case .bytesPerSecond: "\(ByteCount(bytes: Int64(value)))/s"
        case .bytes: "\(ByteCount(bytes: Int64(value)))"
        case .seconds: "\(decimals(value, 3)) s"
        case .perSecond: "\(Int(value.rounded()))/s"
        }
    }
}

extension Measurement.Target {
    var text: String {
        switch self {
        case .atLeast(let bound): "≥ \(decimals(bound, 2))"
        case .atMost(let bound): "≤ \(decimals(bound, 2))"
        }
    }
}

/// A number with so many digits behind the point.
func decimals(_ value: Double, _ count: Int) -> String {
    let scale = (0..<count).reduce(1) { scale, _ in scale * 10 }
    let scaled = Int((abs(value) * Double(scale)).rounded())
    let fraction = String(scaled % scale)
    let zeros = String(repeating: "0", count: count - fraction.count)
    return "\(value < 0 ? "-" : "")\(scaled / scale).\(zeros)\(fraction)"
}

/// The figure in the middle, which one slow round does not move.
func median(_ figures: [Double]) -> Double {
    let sorted = figures.sorted()
    guard let low = sorted.dropLast(sorted.count / 2).last, let high = sorted.dropFirst(sorted.count / 2).first
    else { return .nan }
    return (low + high) / 2
}
