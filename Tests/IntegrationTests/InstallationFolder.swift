import FoundationEssentials
import Glibc
import Settings
import TestServer

/// A root of an installation that a test may spoil: `sql/` is the checkout's, `tenants/` a copy.
enum InstallationFolder {
    static func lend<Value>(_ body: (String) throws -> Value) throws -> Value {
        let root = "/tmp/socle-root-\(randomWord(10))"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: root) }  // a folder left over harms no one
        try FileManager.default.createSymbolicLink(
            atPath: "\(root)/sql", withDestinationPath: TestCluster.root.path(of: "sql"))
        try FileManager.default.copyItem(atPath: TestCluster.root.path(of: "tenants"), toPath: "\(root)/tenants")
        return try body(root)
    }

    /// Every path below a folder, each with its size and the time of its last change.
    static func contents(of root: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: root).sorted().map { path in
            var facts = stat()
            lstat("\(root)/\(path)", &facts)
            return "\(path) \(facts.st_size) \(facts.st_mode) \(facts.st_mtim.tv_sec).\(facts.st_mtim.tv_nsec)"
        }
    }
}
