import Formats

extension ProgressLine {
    /// Shows how far a load is.
    func show(_ tally: Tally) {
        show("\(tally.loaded) rows, \(tally.rejected) rejected, \(tally.loaded / seconds) rows/s")
    }
}
