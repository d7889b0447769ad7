import FoundationEssentials
import Glibc
import Subprocess
import Synchronization
import TestServer
import Testing
import Vault

@testable import PKCS11

/// The tokens of a test run, made by SoftHSM in a folder of the run.
///
/// SoftHSM reads its configuration when a process starts it, and sees no token
/// that is made later: all tests of the process share one configuration, and
/// each gets tokens that no other test has.
final class TestTokens: Sendable {
    static let shared = Result { try TestTokens() }

    static let module = "/usr/lib/softhsm/libsofthsm2.so"
    static let pin = "tr0ub4dor"
    private static let count = 48

    let folder: String
    /// Kept to the end of the run: the module that errs on request passes its calls on to the same SoftHSM, which the
    /// last provider of either would end under the other.
    private let module: Module
    private let lent = Mutex(0)

    private init() throws {
        folder = "/tmp/socle-tokens-\(getpid())"
        try TestCluster.endWithThisProcess(folder: folder)
        let configuration = try Self.makeConfiguration(in: folder)
        for number in 0..<Self.count {
            try Self.makeToken(Self.label(number), configuration: configuration)
        }
        // The only variable that a test sets, and before a module is there that reads it.
        setenv("SOFTHSM2_CONF", configuration, 1)
        module = try Module(path: Self.module)
    }

    /// Writes the configuration of SoftHSM for tokens below a folder.
    static func makeConfiguration(in folder: String, _ more: String = "") throws -> String {
        try FileManager.default.createDirectory(
            atPath: "\(folder)/tokens", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let path = "\(folder)/softhsm2.conf"
        // Errors are expected here, and its log is the system's.
        let text = "directories.tokendir = \(folder)/tokens\nobjectstore.backend = file\nlog.level = ERROR\n\(more)"
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }

    static func makeToken(_ label: String, configuration: String) throws {
        try run("--init-token", "--free", "--label", label, "--so-pin", "5ecur1ty", "--pin", pin, with: configuration)
    }

    /// Runs SoftHSM's own program.
    ///
    /// Its PINs open tokens of tests alone, and it takes them as arguments only.
    static func run(_ arguments: String..., with configuration: String) throws {
        var process = Subprocess("/usr/bin/softhsm2-util", arguments)
        process.environment["SOFTHSM2_CONF"] = configuration
        try process.check()
    }

    var configuration: String { "\(folder)/softhsm2.conf" }

    /// A token that no other test has.
    static func next() throws -> TestToken {
        let tokens = try shared.get()
        let number = tokens.lent.withLock { lent in
            defer { lent += 1 }
            return lent
        }
        try #require(number < count, "TestTokens.count is too small")
        return try TestToken(label: label(number), folder: tokens.folder)
    }

    private static func label(_ number: Int) -> String { "test \(number / 10)\(number % 10)" }
}

/// A token of one test, with the file of its PIN.
struct TestToken: Sendable {
    let label: String
    let pinFile: String

    init(label: String, folder: String) throws {
        self.label = label
        pinFile = "\(folder)/\(label).pin"
        try writePIN(TestTokens.pin + "\n")
    }

    func writePIN(_ pin: String, mode: mode_t = 0o400) throws {
        unlink(pinFile)
        try Data(pin.utf8).write(to: URL(filePath: pinFile))
        chmod(pinFile, mode)
    }

    /// The URI of a key in the token.
    func uri(_ key: String = "object=root", module: String = TestTokens.module) -> String {
        func escaped(_ text: String) -> String { text.replacing(" ", with: "%20") }
        return "pkcs11:token=\(escaped(label));\(key)?module-path=\(module)&pin-source=file:\(escaped(pinFile))"
    }

    func address(_ key: String = "object=root", module: String = TestTokens.module) throws -> PKCS11Address {
        try PKCS11Address(uri(key, module: module))
    }
}
