import FoundationEssentials
import Glibc
import Operations
import Tenancy
import Vocabulary

/// Declarations of tenants of the free tier in a folder of their own, beside the checkout's templates.
struct TenantFiles: ~Copyable {
    /// How many tenants the benchmarks declare: 10,000, or what `BENCH_TENANTS` says for a first look.
    static let count = max(100, ProcessInfo.processInfo.environment["BENCH_TENANTS"].flatMap { Int($0) } ?? 10_000)

    let folder: TenantFolder
    private let path: String

    init(count: Int = Self.count) throws {
        let path = "/tmp/socle-bench-tenants-\(getpid())"
        let root = #filePath.split(separator: "/").dropLast(2).reduce("") { "\($0)/\($1)" }
        let files = FileManager.default
        try files.createDirectory(atPath: "\(path)/development", withIntermediateDirectories: true)
        for name in try files.contentsOfDirectory(atPath: "\(root)/tenants") where name.hasSuffix(".yml") {
            try files.copyItem(atPath: "\(root)/tenants/\(name)", toPath: "\(path)/\(name)")
        }
        for number in 0..<count {
            let digits = String(number)
            let tenant = "t" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
            let text = """
                tenant_info:
                  tenant_id: \(tenant)
                  tenant_name: Ville \(number)
                  tenant_type: free
                  contact:
                    name: Zoé
                    email: zoe@example.org
                themes: [economie]
                channels: [metabase]

                """
            try Data(text.utf8).write(to: URL(filePath: "\(path)/development/\(tenant).yml"))
        }
        self.path = path
        folder = TenantFolder(path: path, environment: .development)
    }

    /// Reads all of them, as commands about all tenants do.
    func read() throws -> [TenantConfiguration] {
        var failures = FailureList()
        let configurations = try folder.configurations(failures: &failures) { Workers.map($0, $1) }
        try failures.throwIfAny()
        return configurations
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
