import Formats
import Ingestion
import Vocabulary

/// What is known of a load that runs: how much is done, how fast, and for how long still.
struct LoadMeterLine {
    private var phase = ""
    private var step: String?
    private var share: Double?
    private var rows = 0
    private var rejected = 0
    private var bytesRead = 0
    private var byteCount: Int?
    private var seconds = 0.0
    private var rowsPerSecond: Int?
    private var bytesPerSecond: Double?
    private var secondsLeft: Double?

    /// - Parameters:
    ///   - since: when rows began to be read.
    ///   - begin: when the load began.
    init(
        _ progress: LoadProgress, since: ContinuousClock.Instant?, begin: ContinuousClock.Instant,
        now: ContinuousClock.Instant
    ) {
        rows = progress.tally.loaded
        rejected = progress.tally.rejected
        bytesRead = progress.bytesRead
        byteCount = progress.byteCount
        seconds = Self.seconds(now - begin)
        if let byteCount, byteCount > 0 { share = min(1, Double(bytesRead) / Double(byteCount)) }
        switch progress.phase {
        case .waiting: phase = "waiting"
        case .fetching: phase = "fetching"
        case .examining: phase = "examining"
        case .sniffing: phase = "sniffing"
        case .reading: phase = "reading"
        case .publishing(let step):
            phase = "publishing"
            self.step = step.rawValue
            share = nil
        }
        guard case .reading = progress.phase, let since else { return }
        let elapsed = Self.seconds(now - since)
        guard elapsed >= 0.5 else { return }
        rowsPerSecond = Int(Double(rows) / elapsed)
        let speed = Double(bytesRead) / elapsed
        bytesPerSecond = speed
        if let byteCount, speed > 0 { secondsLeft = Double(max(0, byteCount - bytesRead)) / speed }
    }

    /// The line as a person sees it, no wider than the screen.
    func text(width: Int) -> String {
        var parts: [String] = []
        if let share { parts.append(String(Int(share * 100)) + " %") }
        if rows > 0 { parts.append(counted(rows, "row")) }
        if rejected > 0 { parts.append("\(rejected) rejected") }
        if let rowsPerSecond { parts.append("\(counted(rowsPerSecond, "row"))/s") }
        if let bytesPerSecond { parts.append("\(ByteCount(bytes: Int64(bytesPerSecond)))/s") }
        if let secondsLeft { parts.append("\(Self.clock(secondsLeft)) left") }
        if share == nil { parts.append(Self.clock(seconds)) }
        let words = parts.joined(separator: "  ")
        var line = phase + (step.map { ", \($0)" } ?? "")
        let room = min(30, width - line.count - words.count - 6)
        if let share, room >= 8 {
            let filled = Int(share * Double(room))
            line += "  [" + String(repeating: "#", count: filled) + String(repeating: ".", count: room - filled) + "]"
        }
        return String((line + "  " + words).prefix(max(1, width)))
    }

    /// The same for programs.
    var members: [(String, JSON)] {
        func decimal(_ value: Double?) -> JSON { value.map { .number(String(($0 * 10).rounded() / 10)) } ?? .null }
        return [
            ("phase", .string(phase)), ("step", JSON(step)), ("percent", decimal(share.map { $0 * 100 })),
            ("bytes", JSON(bytesRead)), ("of_bytes", JSON(byteCount)), ("rows", JSON(rows)),
            ("rejected", JSON(rejected)),
            ("rows_per_second", JSON(rowsPerSecond)), ("bytes_per_second", JSON(bytesPerSecond.map { Int($0) })),
            ("seconds", decimal(seconds)), ("seconds_left", decimal(secondsLeft)),
        ]
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }

    private static func clock(_ seconds: Double) -> String {
        let whole = Int(min(seconds, 359_999).rounded())
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return whole < 3600
            ? "\(whole / 60):\(two(whole % 60))" : "\(whole / 3600):\(two(whole / 60 % 60)):\(two(whole % 60))"
    }
}
