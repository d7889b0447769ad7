/// A line on a terminal that says how far long work is; elsewhere it says nothing.
struct ProgressLine {
    private let context: Context
    private let start = ContinuousClock.now

    init(_ context: Context) {
        self.context = context
    }

    /// Whole seconds since the work began, at least one.
    var seconds: Int { max(1, Int((ContinuousClock.now - start).components.seconds)) }

    /// Shows how far the work is.
    func show(_ text: String) {
        guard context.standardError.terminal != nil else { return }
        // A screen that is gone is no reason to stop the work.
        try? context.standardError.write("\r\u{1B}[K\(text)")
    }

    /// Takes the line away again.
    func clear() {
        show("")
    }
}
