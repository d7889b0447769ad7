import Archive

/// A source in gzip, given on inflated.
final class GzipSource: ByteSource {
    private let source: any ByteSource
    private var expansion: Expansion
    private var decoder: GzipDecoder?
    private var input = [UInt8](repeating: 0, count: 64 * 1024)
    private var start = 0
    private var end = 0

    var name: String { source.name }

    init(_ source: any ByteSource, limits: FormatLimits) {
        self.source = source
        expansion = Expansion(source.name, limits)
    }

    func rewind() throws {
        try source.rewind()
        decoder = nil
        expansion.restart()
        start = 0
        end = 0
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if decoder == nil { decoder = try GzipDecoder(name: name) }
        while true {
            if start == end {
                end = try input.withUnsafeMutableBytes { try source.read(into: $0) }
                start = 0
                if end == 0 {
                    try decoder?.finish()
                    return 0
                }
            }
            let step = try input.withUnsafeBytes { bytes in
                try decoder?.decode(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), into: buffer)
            }
            guard let step else { return 0 }
            start += step.taken
            try expansion.add(taken: step.taken, given: step.written)
            if step.written > 0 { return step.written }
        }
    }
}
