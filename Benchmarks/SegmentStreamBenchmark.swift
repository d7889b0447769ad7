import Cryptography

extension Benchmark {
    /// 1 GiB sealed and opened in segments, from memory to nowhere.
    static let segmentStream = Benchmark(
        name: "segment-stream", summary: "1 GiB through the segment stream, against openssl speed at 16 KiB blocks"
    ) {
        let stream = try StreamInMemory()
        var sealing: (ours: [Double], peer: [Double]) = ([], [])
        var opening: (ours: [Double], peer: [Double]) = ([], [])
        for _ in 0..<7 {
            sealing.ours.append(try stream.bytesPerSecondSealing())
            sealing.peer.append(try OpenSSLSpeed.bytesPerSecond(opening: false))
            opening.ours.append(try stream.bytesPerSecondOpening())
            opening.peer.append(try OpenSSLSpeed.bytesPerSecond(opening: true))
        }
        let peer = try OpenSSLSpeed.version()
        return [
            Measurement(
                what: "sealing 1 GiB, against \(peer)", unit: .bytesPerSecond, ours: median(sealing.ours),
                peer: median(sealing.peer), target: .atLeast(0.8)),
            Measurement(
                what: "opening 1 GiB, against \(peer)", unit: .bytesPerSecond, ours: median(opening.ours),
                peer: median(opening.peer), target: .atLeast(0.8)),
        ]
    }
}

/// A sealed stream of 1 GiB of content in memory, larger than any cache.
private final class StreamInMemory {
    private static let segmentCount = 1 << 30 / SegmentStream.segmentByteCount
    private static let prefix = [UInt8](repeating: 7, count: SegmentStream.prefixByteCount)
    private static let aad = [UInt8](repeating: 9, count: 100)

    private let sealed = UnsafeMutableRawBufferPointer.allocate(
        byteCount: segmentCount * SegmentStream.sealedByteCount, alignment: 64)
    /// Takes one segment after the other, which nobody reads.
    private let nowhere = UnsafeMutableRawBufferPointer.allocate(
        byteCount: SegmentStream.sealedByteCount, alignment: 64)
    private let key: SecretBytes

    init() throws {
        key = try SecretBytes.random(count: AESGCM.keyByteCount)
        sealed.initializeMemory(as: UInt8.self, repeating: 0x5A)
        nowhere.initializeMemory(as: UInt8.self, repeating: 0)
        var sealer = try SegmentSealer(key: key, prefix: Self.prefix, aad: Self.aad)
        for index in 0..<Self.segmentCount {
            let place = segment(index)
            let content = UnsafeRawBufferPointer(rebasing: place[..<SegmentStream.segmentByteCount])
            _ = try sealer.seal(content, isLast: isLast(index), into: place)
        }
    }

    deinit {
        sealed.deallocate()
        nowhere.deallocate()
    }

    /// Seals as much content as the stream has: to AES all bytes are the same, also those that are sealed.
    func bytesPerSecondSealing() throws -> Double {
        let start = ContinuousClock.now
        var sealer = try SegmentSealer(key: key, prefix: Self.prefix, aad: Self.aad)
        for index in 0..<Self.segmentCount {
            let content = UnsafeRawBufferPointer(rebasing: segment(index)[..<SegmentStream.segmentByteCount])
            _ = try sealer.seal(content, isLast: isLast(index), into: nowhere)
        }
        return rate(since: start)
    }

    func bytesPerSecondOpening() throws -> Double {
        let start = ContinuousClock.now
        var opener = try SegmentOpener(key: key, prefix: Self.prefix, aad: Self.aad)
        for index in 0..<Self.segmentCount {
            _ = try opener.open(UnsafeRawBufferPointer(segment(index)), isLast: isLast(index), into: nowhere)
        }
        return rate(since: start)
    }

    private func rate(since start: ContinuousClock.Instant) -> Double {
        Double(Self.segmentCount * SegmentStream.segmentByteCount) / ((ContinuousClock.now - start) / .seconds(1))
    }

    private func segment(_ index: Int) -> UnsafeMutableRawBufferPointer {
        let start = index * SegmentStream.sealedByteCount
        return UnsafeMutableRawBufferPointer(rebasing: sealed[start..<start + SegmentStream.sealedByteCount])
    }

    private func isLast(_ index: Int) -> Bool { index == Self.segmentCount - 1 }
}
