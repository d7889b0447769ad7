/// One pass over all bytes of a text: its encoding, and samples of it.
///
/// **Cost** memory of the samples, about 200 kB whatever the size of the text.
struct TextSurvey {
    /// A piece of the text.
    struct Sample {
        var bytes: [UInt8]
        /// Whether the text begins with it.
        var isHead: Bool
        /// Whether the text ends with it.
        var isTail: Bool
    }

    private static let headLength = 96 * 1024
    private static let pieceLength = 24 * 1024

    private(set) var encoding: EncodingDecision
    private(set) var samples: [Sample]
    private(set) var byteCount = 0

    /// Reads a source from its beginning to its end.
    init(_ source: any ByteSource) throws {
        try source.rewind()
        var detector = EncodingDetector()
        var head: [UInt8] = []
        var pieces: [[UInt8]] = []
        var tail: [UInt8] = []
        // Pieces begin at 256 kB, 512 kB, 1 MB…: the last two lie in the second and third quarter or behind.
        var nextPiece = 256 * 1024
        var chunk = [UInt8](repeating: 0, count: 256 * 1024)
        while true {
            let count = try chunk.withUnsafeMutableBytes { try source.read(into: $0) }
            if count == 0 { break }
            let end = byteCount + count
            chunk.withUnsafeBufferPointer { detector.add($0.part(0, count)) }
            if head.count < Self.headLength { head += chunk[..<min(count, Self.headLength - head.count)] }
            if end > nextPiece {
                pieces = pieces.suffix(1) + [[]]
                nextPiece *= 2
            }
            if let last = pieces.last, last.count < Self.pieceLength {
                pieces[pieces.count - 1] += chunk[..<min(count, Self.pieceLength - last.count)]
            }
            let kept = chunk[max(0, count - Self.pieceLength)..<count]
            tail = Array((tail + kept).suffix(Self.pieceLength))
            byteCount = end
        }
        encoding = detector.decide()
        let beyondHead = min(tail.count, byteCount - head.count)
        samples = [Sample(bytes: head, isHead: true, isTail: beyondHead == 0)]
        samples += pieces.map { Sample(bytes: $0, isHead: false, isTail: false) }
        if beyondHead > 0 {
            samples.append(Sample(bytes: Array(tail.suffix(beyondHead)), isHead: false, isTail: true))
        }
    }
}
