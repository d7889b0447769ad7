import FoundationEssentials
import Glibc
import Testing

/// A module that does as SoftHSM does, except for the fault that a test asks for.
struct FaultyModule {
    let path: String
    private let set: @convention(c) (UnsafePointer<CChar>) -> Void
    private let countLogins: @convention(c) () -> Int32
    private let countStarts: @convention(c) () -> Int32

    /// The module of this test run.
    ///
    /// It is built beside the tests; a copy of it serves, since the platform
    /// refuses what a group may write.
    static let path = Result {
        let path = "\(try TestTokens.shared.get().folder)/faulty.so"
        let folder = SocleRun.program.dropLast("/socle".count)
        try FileManager.default.copyItem(atPath: "\(folder)/libFaultyToken.so", toPath: path)
        chmod(path, 0o755)
        return path
    }

    init(path: String? = nil) throws {
        self.path = try path ?? Self.path.get()
        let module = try #require(dlopen(self.path, RTLD_NOW | RTLD_LOCAL))
        set = unsafeBitCast(
            try #require(dlsym(module, "faulty_token_set")), to: (@convention(c) (UnsafePointer<CChar>) -> Void).self)
        countLogins = unsafeBitCast(
            try #require(dlsym(module, "faulty_token_logins")), to: (@convention(c) () -> Int32).self)
        countStarts = unsafeBitCast(
            try #require(dlsym(module, "faulty_token_starts")), to: (@convention(c) () -> Int32).self)
    }

    /// How often the module was started in this process and in those it was forked from.
    var starts: Int { Int(countStarts()) }

    /// How often a login was tried since the last fault was asked for.
    var logins: Int { Int(countLogins()) }

    @discardableResult
    func whileAt<Result>(fault: String, _ body: () throws -> Result) rethrows -> Result {
        set(fault)
        defer { set("") }
        return try body()
    }
}
