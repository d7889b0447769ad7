package import Vocabulary

/// Why bytes could not be turned into a table.
///
/// Codes: 1xx the source, 2xx its text, 3xx delimited tables, 4xx JSON,
/// 5xx a plan and what it meets. A row that cannot be loaded is no failure
/// but a ``Reject``.
package enum FormatFailure: Failure, Equatable {
    case fileNotFound(String)
    case isDirectory(String)
    case notReadable(String)
    case notRegularFile(String)
    case readFailed(String, reason: String)
    case changedWhileRead(String)

    case expandsTooMuch(String, bytes: Int, from: Int)
    case nestedTooDeep(String, limit: Int)
    case zipWithinStream(String)
    case entryMissing(String, entry: String?, known: [String])
    case severalEntries(String, entries: [String])
    case unsafeEntry(String, entry: String)
    case containersDiffer(String, expected: [Container], found: [Container])

    case empty(String)
    case binary(String, seems: String)

    case recordTooLong(String, line: Int, byteOffset: Int, limit: Int)
    case tooManyColumns(String, line: Int, count: Int, limit: Int)
    case quotesNeverClose(String, line: Int)

    case malformedJSON(SourcePosition, problem: JSONProblem)
    case noArrayOfObjects(String, path: JSONPath?)
    case severalArraysOfObjects(String, paths: [JSONPath])
    case notJSON(String, path: JSONPath)

    case headerChanged(String, line: Int, expected: [String], found: [String])
    case unknownColumn(String, column: String, known: [String])
    case unreadableType(String)
    case invalidPlan(String, file: String? = nil, hint: String? = nil)
    case noSuchTable(number: Int, count: Int)

    package var code: FailureCode {
        switch self {
        case .fileNotFound: "FMT101"
        case .isDirectory: "FMT102"
        case .notReadable: "FMT103"
        case .notRegularFile: "FMT104"
        case .readFailed: "FMT105"
        case .changedWhileRead: "FMT106"
        case .expandsTooMuch: "FMT107"
        case .nestedTooDeep: "FMT108"
        case .zipWithinStream: "FMT109"
        case .entryMissing: "FMT110"
        case .severalEntries: "FMT111"
        case .containersDiffer: "FMT112"
        case .unsafeEntry: "FMT113"
        case .empty: "FMT201"
        case .binary: "FMT202"
        case .recordTooLong: "FMT301"
        case .tooManyColumns: "FMT302"
        case .quotesNeverClose: "FMT303"
        case .malformedJSON: "FMT401"
        case .noArrayOfObjects: "FMT402"
        case .severalArraysOfObjects: "FMT403"
        case .notJSON: "FMT404"
        case .headerChanged: "FMT501"
        case .unknownColumn: "FMT502"
        case .unreadableType: "FMT503"
        case .invalidPlan: "FMT504"
        case .noSuchTable: "FMT505"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .fileNotFound, .entryMissing: .notFound
        case .notReadable: .denied
        case .readFailed: .unavailable
        case .changedWhileRead, .headerChanged, .containersDiffer: .conflict
        case .unknownColumn: .invalidData
        case .noSuchTable: .notFound
        case .unreadableType, .invalidPlan: .configuration
        case .isDirectory, .notRegularFile, .expandsTooMuch, .nestedTooDeep, .zipWithinStream, .severalEntries,
            .unsafeEntry, .empty,
            .binary, .recordTooLong, .tooManyColumns,
            .quotesNeverClose, .malformedJSON, .noArrayOfObjects, .severalArraysOfObjects,
            .notJSON:
            .invalidData
        }
    }

    package var message: String {
        switch self {
        case .fileNotFound(let file): "file \(quoted(file)) does not exist"
        case .isDirectory(let file): "\(quoted(file)) is a directory, not a file"
        case .notReadable(let file): "file \(quoted(file)) may not be read"
        case .notRegularFile(let file): "\(quoted(file)) is a pipe or a device, not a file"
        case .readFailed(let file, let reason): "file \(quoted(file)) could not be read: \(reason)"
        case .changedWhileRead(let file): "file \(quoted(file)) changed while it was read"
        case .expandsTooMuch(let file, let bytes, let from):
            "\(quoted(file)) grows to more than \(ByteCount(bytes: Int64(bytes))) out of \(ByteCount(bytes: Int64(from)))"
        case .nestedTooDeep(let file, let limit): "\(quoted(file)) has more than \(limit) archives within each other"
        case .zipWithinStream(let file): "\(quoted(file)) holds a zip archive that does not lie in a file of its own"
        case .entryMissing(let file, nil, _): "\(quoted(file)) holds no file with rows"
        case .entryMissing(let file, let entry?, _): "\(quoted(file)) holds no file \(quoted(entry))"
        case .severalEntries(let file, let entries):
            "\(quoted(file)) holds \(entries.count) files that are meant equally"
        case .unsafeEntry(let file, let entry):
            "\(quoted(file)) holds \(quoted(entry)), a path that leads out of the archive"
        case .containersDiffer(let file, _, _): "\(quoted(file)) is packed otherwise than the plan says"
        case .empty(let file): "\(quoted(file)) is empty"
        case .binary(let file, let seems): "\(quoted(file)) is not a text: it seems to be \(seems)"
        case .recordTooLong(let file, let line, _, let limit):
            "\(quoted(file)), line \(line): record is longer than \(ByteCount(bytes: Int64(limit)))"
        case .tooManyColumns(let file, let line, let count, let limit):
            "\(quoted(file)), line \(line): \(count) columns, and a table can have \(limit)"
        case .quotesNeverClose(let file, let line):
            "\(quoted(file)), line \(line): too many quotes are opened and never closed"
        case .malformedJSON(let position, let problem): "JSON in \(position) is not valid: \(problem)"
        case .noArrayOfObjects(let file, nil):
            "JSON of \(quoted(file)) holds neither an array of objects nor objects by their keys"
        case .noArrayOfObjects(let file, let path?):
            "JSON of \(quoted(file)) holds no rows at \(quoted(path.description))"
        case .severalArraysOfObjects(let file, let paths):
            "JSON of \(quoted(file)) holds \(paths.count) arrays of objects"
        case .notJSON(let file, let path):
            "\(quoted(file)) is no JSON, in which \(quoted(path.description)) could lie"
        case .headerChanged(let file, let line, _, _):
            "\(quoted(file)), line \(line): header differs from the plan's columns"
        case .unknownColumn(let file, let column, _): "\(quoted(file)) has no column \(quoted(column))"
        case .unreadableType(let type): "type \(quoted(type)) cannot be loaded from text"
        case .invalidPlan(let problem, let file?, _): "plan \(quoted(file)) is not valid: \(problem)"
        case .invalidPlan(let problem, nil, _): "plan is not valid: \(problem)"
        case .noSuchTable(let number, 1): "there is no table \(number): the source has one"
        case .noSuchTable(let number, let count): "there is no table \(number): the source has \(count)"
        }
    }

    package var detail: String? {
        switch self {
        case .recordTooLong(_, _, let byteOffset, _): "The record begins at byte \(byteOffset)."
        case .entryMissing(_, _, let known) where !known.isEmpty: "It holds \(Self.listed(known))."
        case .severalEntries(_, let entries): "They are \(Self.listed(entries))."
        case .containersDiffer(_, let expected, let found):
            "The plan expects \(Self.packing(expected)); the file has \(Self.packing(found))."
        case .severalArraysOfObjects(_, let paths):
            "They lie at \(paths.prefix(8).map { quoted($0.description) }.joined(separator: ", "))."
        case .headerChanged(_, _, let expected, let found):
            "The plan expects \(Self.listed(expected)); the file has \(Self.listed(found))."
        default: nil
        }
    }

    package var hint: String? {
        switch self {
        case .fileNotFound: "Check the path: it is read from the current directory."
        case .notRegularFile: "Write '-' in its place and give what it holds on standard input."
        case .changedWhileRead: "Load it again when it is complete."
        case .binary(_, let seems): BinaryContent.advice(about: seems)
        case .unsafeEntry: "Ask where the archive comes from; unpack it by hand where nothing can be overwritten."
        case .expandsTooMuch, .nestedTooDeep, .zipWithinStream: "Unpack it by hand and load what comes out."
        case .severalEntries: "Name the one that is meant, for example --entry 'data/*.csv'."
        case .entryMissing(_, let entry?, let known):
            nearestName(to: entry, in: known).map { "Did you mean \(quoted($0))?" }
        case .tooManyColumns:
            "Check delimiter and quote of the file; where it is so wide, part it or make rows of its columns first."
        case .recordTooLong, .quotesNeverClose: "Check delimiter and quote of the file."
        case .noArrayOfObjects, .severalArraysOfObjects:
            "Name the array that holds the rows, or the object whose members they are, for example --path result.records."
        case .notJSON: "Look at what it holds with 'socle source sniff'; a path is for JSON alone."
        case .invalidPlan(_, _, let hint): hint
        case .headerChanged: "Compare with 'socle source sniff', then correct the plan or the file."
        case .unknownColumn(_, let column, let known):
            nearestName(to: column, in: known).map { "Did you mean \(quoted($0))?" }
        default: nil
        }
    }

    private static func packing(_ containers: [Container]) -> String {
        containers.isEmpty ? "no archive" : containers.map { quoted($0.description) }.joined(separator: " in ")
    }

    private static func listed(_ labels: [String]) -> String {
        let shown = labels.prefix(8).map { quoted($0) }.joined(separator: ", ")
        return labels.count > 8 ? "\(shown) and \(labels.count - 8) more" : shown
    }
}
