internal import Cryptography
internal import Glibc

extension Vault {
    /// Seals content of any length, from one descriptor to its end into another.
    ///
    /// What is written begins where the output stands and has the shape of a
    /// stream in docs/envelope.md. Memory is constant.
    ///
    /// - Throws: as ``seal(_:as:)`` but for the length; VLT402 when a descriptor cannot be read or written.
    package func seal(from input: Int32, to output: Int32, as label: SecretLabel) throws {
        var sealer = try sealer(for: label.tenant, uses: 1)
        let dataKey = try SecretBytes.random(count: AESGCM.keyByteCount)
        let head = try sealer.wrap(dataKey, .segments, as: label)
        let prefix = try RandomBytes.make(count: SegmentStream.prefixByteCount)
        let output = Descriptor(number: output)
        guard (head.bytes + prefix).withBytes(output.write) else { throw Descriptor.failure("written") }
        try SegmentWriter.write(
            to: output, key: dataKey, prefix: prefix, binding: EnvelopeHead.contentAssociatedData(.segments, label)
        ) { try $0.append(from: Descriptor(number: input)) }
    }

    /// Opens a stream, from a descriptor to its end into a file, which holds nothing of it unless all of it opens.
    ///
    /// What the file holds from where it stands is replaced. Another process
    /// that reads the file meanwhile sees what has been opened so far; a file
    /// that must not be seen by halves is made by ``open(from:toFile:as:)``.
    ///
    /// - Parameter output: of a regular file, since nothing can be taken back from another place
    /// - Throws: as ``open(_:as:)``; VLT402 when a descriptor cannot be read or written.
    package func open(from input: Int32, to output: Int32, as label: SecretLabel) throws {
        var status = stat()
        guard fstat(output, &status) == 0 else { throw Descriptor.failure("written") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw VaultFailure.stream(operation: "written", reason: "not a regular file")
        }
        let start = lseek(output, 0, SEEK_CUR)
        guard start >= 0, ftruncate(output, start) == 0 else { throw Descriptor.failure("written") }
        do {
            try openSegments(from: Descriptor(number: input), to: Descriptor(number: output), as: label)
        } catch {
            // The failure that began it is the one to be told.
            if ftruncate(output, start) == 0 { lseek(output, start, SEEK_SET) }
            throw error
        }
    }

    /// Opens a stream, from a descriptor to its end into a file, which appears when all of it has been opened.
    ///
    /// - Throws: as ``open(_:as:)``; VLT401, VLT402.
    package func open(from input: Int32, toFile path: String, as label: SecretLabel) throws {
        try PrivateFile(path).write { try openSegments(from: Descriptor(number: input), to: $0, as: label) }
    }

    private func openSegments(from input: Descriptor, to output: Descriptor, as label: SecretLabel) throws {
        var bytes = [UInt8](repeating: 0, count: EnvelopeHead.byteCount + SegmentStream.prefixByteCount)
        guard let count = bytes.withUnsafeMutableBytes({ input.read(into: $0) }) else {
            throw Descriptor.failure("read")
        }
        var reader = ByteReader(Array(bytes[..<count]))
        let head = try EnvelopeHead(&reader, as: label)
        guard head.suite == .segments else { throw VaultFailure.envelope(label, .notAStream) }
        guard let prefix = reader.read(SegmentStream.prefixByteCount) else {
            throw VaultFailure.envelope(label, .truncated)
        }
        let dataKey = try opener(for: label.tenant).dataKey(of: head, as: label)
        do {
            try SegmentReader.read(
                from: input, key: dataKey, prefix: prefix,
                binding: EnvelopeHead.contentAssociatedData(.segments, label)
            ) { segment in
                guard output.write(segment) else { throw Descriptor.failure("written") }
            }
        } catch CryptographyFailure.authentication {
            throw VaultFailure.cannotOpen(label)
        }
    }
}
