import Formats

/// Tells of a load how far it is, from what is read of the file in which its source is stored.
final class SourceWatch {
    var phase = LoadProgress.Phase.examining
    private let byteCount: Int?
    private var bytesRead = 0
    private var tally = Tally()
    private let progress: (LoadProgress) -> Void

    init(_ source: any ByteSource, _ progress: @escaping (LoadProgress) -> Void) {
        self.progress = progress
        let file = source as? FileSource
        byteCount = file?.byteCount
        file?.didRead = { [weak self] position in
            self?.bytesRead = position
            self?.tell()
        }
    }

    /// Takes what became of the records read so far.
    func show(_ tally: Tally) {
        self.tally = tally
        tell()
    }

    /// Takes what is done with the rows that were read.
    func show(_ step: LoadProgress.Step) {
        phase = .publishing(step)
        tell()
    }

    private func tell() {
        var now = LoadProgress(phase)
        now.bytesRead = bytesRead
        now.byteCount = byteCount
        now.tally = tally
        progress(now)
    }
}
