import CZlib

/// Inflates gzip data piece by piece, one member after another.
///
/// Zeros that fill a block at the end are ignored, as gzip itself does;
/// anything else behind the last member is refused, because nobody would know
/// that it was left out.
/// **Source** RFC 1952.
/// **Cost** about 48 kB whatever the size of the data.
package struct GzipDecoder: ~Copyable {
    /// What one step took and gave.
    package struct Step: Equatable {
        package let taken: Int
        package let written: Int
    }

    private enum State {
        case betweenMembers, inMember, padding
    }

    private let name: String
    // zlib remembers where its stream lies, so that it must never move.
    private let stream: UnsafeMutablePointer<z_stream>
    private var state = State.betweenMembers
    private var members = 0

    /// - Parameter name: what failures call the data.
    package init(name: String) throws {
        self.name = name
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = czlib_begin_gzip(stream)
        guard status == Z_OK else {
            throw ArchiveFailure.library(operation: "begin to inflate gzip data", reason: "zlib answers \(status)")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Goes on with the next bytes, as far as there is room.
    ///
    /// - Throws: ``ArchiveFailure/damagedGzip(_:reason:)`` or ``ArchiveFailure/bytesBehindGzip(_:)``.
    package mutating func decode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws -> Step {
        var taken = 0
        var written = 0
        while taken < input.count, written < output.count || state != .inMember {
            switch state {
            case .padding:
                guard input[taken] == 0 else { throw ArchiveFailure.bytesBehindGzip(name) }
                taken += 1
            case .betweenMembers:
                if members > 0, input[taken] == 0 {
                    state = .padding
                } else if members > 0, input[taken] != 0x1F {
                    throw ArchiveFailure.bytesBehindGzip(name)
                } else {
                    inflateReset(stream)
                    state = .inMember
                }
            case .inMember:
                let step = try inflate(input, from: taken, into: output, from: written)
                taken += step.taken
                written += step.written
                if step.taken == 0, step.written == 0, state == .inMember {
                    return Step(taken: taken, written: written)
                }
            }
        }
        return Step(taken: taken, written: written)
    }

    /// Says that the data has no more bytes.
    ///
    /// - Throws: ``ArchiveFailure/truncatedGzip(_:)`` within a member.
    package func finish() throws {
        if state == .inMember || members == 0 { throw ArchiveFailure.truncatedGzip(name) }
    }

    private mutating func inflate(
        _ input: UnsafeRawBufferPointer, from taken: Int, into output: UnsafeMutableRawBufferPointer, from written: Int
    ) throws -> Step {
        let most = Int(UInt32.max)
        let (available, room) = (min(input.count - taken, most), min(output.count - written, most))
        let bytes = input.baseAddress?.advanced(by: taken).assumingMemoryBound(to: UInt8.self)
        stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes)
        stream.pointee.avail_in = UInt32(available)
        stream.pointee.next_out = output.baseAddress?.advanced(by: written).assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(room)
        let status = CZlib.inflate(stream, Z_NO_FLUSH)
        switch status {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END:
            members += 1
            state = .betweenMembers
        default:
            let reason = stream.pointee.msg.map { String(cString: $0) } ?? "zlib answers \(status)"
            throw ArchiveFailure.damagedGzip(name, reason: reason)
        }
        return Step(taken: available - Int(stream.pointee.avail_in), written: room - Int(stream.pointee.avail_out))
    }
}
