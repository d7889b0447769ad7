import Archive
import Vocabulary

/// The bytes of a table, with what is around them taken off.
package struct OpenedSource {
    /// The bytes themselves; what has no container is the source as it came.
    package let source: any ByteSource

    /// What was taken off, the outermost first.
    package let containers: [Container]

    /// How many archives may lie within each other.
    private static let mostContainers = 2

    /// Opens what a source is wrapped in.
    ///
    /// - Parameters:
    ///   - declared: the containers that a plan names; they are found out when it is nil.
    ///   - entry: the path of the file that is meant, where an archive has several.
    /// - Throws: ``FormatFailure`` and a failure of the archive.
    package init(
        _ source: any ByteSource, declared: [Container]? = nil, entry: String? = nil,
        limits: FormatLimits = FormatLimits()
    ) throws {
        var opened = source
        var containers: [Container] = []
        while let kind = try Self.recognise(opened) {
            guard containers.count < Self.mostContainers else {
                throw FormatFailure.nestedTooDeep(source.name, limit: Self.mostContainers)
            }
            switch kind {
            case .gzip:
                containers.append(.gzip)
                opened = GzipSource(opened, limits: limits)
            case .zip:
                let wanted = Self.entry(declared, at: containers.count) ?? entry
                guard let file = opened as? any FileBackedSource else {
                    throw FormatFailure.zipWithinStream(source.name)
                }
                let archive = try ZipArchive(path: file.path, name: source.name)
                let choice = try EntryChoice(archive.entries, of: source.name).choose(wanted)
                containers.append(.zip(entry: wanted?.contains("*") == true ? wanted ?? choice.path : choice.path))
                opened = ZipEntrySource(choice, of: archive, in: file, limits: limits)
            }
        }
        if let declared, declared.map(\.kind) != containers.map(\.kind) {
            throw FormatFailure.containersDiffer(source.name, expected: declared, found: containers)
        }
        self.source = opened
        self.containers = containers
    }

    /// The entry that a plan names for the container at a place.
    private static func entry(_ declared: [Container]?, at index: Int) -> String? {
        guard let declared, declared.indices.contains(index), case .zip(let entry) = declared[index] else { return nil }
        return entry
    }

    private static func recognise(_ source: any ByteSource) throws -> Container.Kind? {
        let head = try source.head(4096)
        try source.rewind()
        return head.withUnsafeBufferPointer { head in
            if head.starts(with: [0x1F, 0x8B]) { return .gzip }
            return BinaryContent.isPlainArchive(head) ? .zip : nil
        }
    }
}

extension Container {
    enum Kind {
        case gzip, zip
    }

    fileprivate var kind: Kind {
        switch self {
        case .gzip: .gzip
        case .zip: .zip
        }
    }
}
