package import Formats
import FoundationEssentials
import Glibc
package import HTTPClient
import Vocabulary

/// Where the rows of a load come from, as it was named.
package enum Origin: Sendable, CustomStringConvertible {
    case file(path: String)
    case address(HTTPAddress)
    /// What standard input holds, to its end.
    case standardInput
    /// Bytes that are there already, such as refused records.
    case text([UInt8], name: String)

    /// Reads a name: standard input when it is `-`, an address when it begins with `http://` or `https://`, else the path of a file.
    ///
    /// - Throws: a failure of ``HTTPAddress``.
    package init(_ text: String) throws {
        let scheme = text.prefix(8).lowercased()
        if text == "-" {
            self = .standardInput
        } else if scheme.hasPrefix("http://") || scheme.hasPrefix("https://") {
            self = .address(try HTTPAddress(text))
        } else {
            self = .file(path: text)
        }
    }

    var isAddress: Bool {
        if case .address = self { true } else { false }
    }

    /// Whether it can be read only once, so that it is kept in a file of ours first.
    var isReadOnce: Bool {
        switch self {
        case .address, .standardInput: true
        case .file, .text: false
        }
    }

    /// Opens what it names, fetching what has an address and taking standard input to its end.
    ///
    /// - Throws: a failure of the file, of the client, or ``LoadFailure/cannotSpool(reason:)``.
    package func open(_ limits: HTTPLimits = FetchedFile.limits) throws -> any ByteSource {
        switch self {
        case .file(let path): try FileSource(path: path)
        case .address(let address): try FetchedFile.fetch(address, limits: limits)
        case .standardInput: try FetchedFile.takeStandardInput()
        case .text(let bytes, let name): MemorySource(bytes, name: name)
        }
    }

    /// The name as it may be shown and kept, without credentials.
    package var description: String {
        switch self {
        case .file(let path): path
        case .address(let address): "\(address)"
        case .standardInput: "standard input"
        case .text(_, let name): name
        }
    }

    /// When a file was written; nil for what has no such time.
    var writtenAt: Date? {
        guard case .file(let path) = self else { return nil }
        var facts = stat()
        guard stat(path, &facts) == 0 else { return nil }
        return Date(timeIntervalSince1970: Double(facts.st_mtim.tv_sec))
    }

    /// The last part of the name without its endings, from which a table can be named: `ventes_2024`.
    package var stem: String {
        let last: Substring
        switch self {
        case .file(let path): last = path.split(separator: "/").last ?? ""
        case .standardInput: last = ""
        case .text(_, let name): last = Substring(name)
        case .address(let address):
            let path = "\(address)".prefix { $0 != "?" && $0 != "#" }
            last = path.split(separator: "/").last ?? ""
        }
        return String(last.prefix { $0 != "." })
    }
}
