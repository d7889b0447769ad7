import FoundationEssentials

/// What a server writes into its logs from now on.
struct ServerLog {
    private let data: String
    /// How long each file was.
    private let lengths: [String: Int]

    /// Marks the present end of a cluster's logs.
    init(of data: String) {
        self.data = data
        lengths = Dictionary(
            Self.files(of: data).map { ($0, FileManager.default.contents(atPath: $0)?.count ?? 0) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The last lines that were added.
    ///
    /// A server hands its log over while it starts, so that two files may have some.
    var news: String {
        Self.files(of: data).flatMap { path in
            let bytes = FileManager.default.contents(atPath: path) ?? Data()
            let old = lengths[path] ?? 0
            return String(decoding: bytes.count < old ? bytes : bytes.dropFirst(old), as: UTF8.self)
                .split(separator: "\n").filter { !$0.contains("log output") }
        }
        .suffix(6).joined(separator: "\n")
    }

    private static func files(of data: String) -> [String] {
        // Without the folder nothing was ever written there.
        let collected = (try? FileManager.default.contentsOfDirectory(atPath: "\(data)/log")) ?? []
        return ["\(data)/server.log"] + collected.sorted().map { "\(data)/log/\($0)" }
    }
}
