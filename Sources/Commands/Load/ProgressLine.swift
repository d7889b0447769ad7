import Formats

/// A line on a terminal that counts while a load runs; elsewhere it says nothing.
struct ProgressLine {
    private let context: Context
    private let start = ContinuousClock.now

    init(_ context: Context) {
        self.context = context
    }

    /// Shows how far the load is.
    func show(_ tally: Tally) {
        let seconds = max(1, (ContinuousClock.now - start).components.seconds)
        write("\(tally.loaded) rows, \(tally.rejected) rejected, \(tally.loaded / Int(seconds)) rows/s")
    }

    /// Takes the line away again.
    func clear() {
        write("")
    }

    private func write(_ text: String) {
        guard context.standardError.terminal != nil else { return }
        // A screen that is gone is no reason to stop a load.
        try? context.standardError.write("\r\u{1B}[K\(text)")
    }
}
