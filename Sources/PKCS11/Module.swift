internal import CPKCS11
internal import Glibc
internal import Synchronization

/// A PKCS#11 module, loaded and started for as long as somebody holds a lease of it.
///
/// A process starts a module once, however many leases there are, and ends it
/// with the last. What another part of the process has started is never ended
/// here.
///
/// **Source** PKCS#11 2.40, §5.4 (`C_Initialize`), §6.6 (threads)
final class Module: Sendable {
    let path: String

    // Safe because the list is constant and, like the code that it points to,
    // stays in memory to the end of the process (RTLD_NODELETE).
    nonisolated(unsafe) let functions: UnsafePointer<CK_FUNCTION_LIST>

    private let handle: UInt

    /// - Throws: PKC102 for a file that is no module, PKC103 when it does not start.
    init(path: String) throws {
        try Self.checkFile(path)
        (handle, functions) = try running.withLock { try Self.lease(path, &$0) }
        self.path = path
    }

    deinit {
        running.withLock { Self.release(handle, functions, &$0) }
    }

    /// Loads the module if need be, and starts it unless this process has.
    private static func lease(
        _ path: String, _ running: inout [UInt: Running]
    ) throws -> (UInt, UnsafePointer<CK_FUNCTION_LIST>) {
        // Kept in memory after the last lease too: modules leave handlers behind for the end of the process.
        guard let loaded = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) else {
            throw PKCS11Failure.module(
                path: path, .notLoaded(dlerror().map { String(cString: $0) } ?? "no reason given"))
        }
        // The library stays all the same; its address is its name, whatever the path to it.
        defer { dlclose(loaded) }
        let handle = UInt(bitPattern: loaded)
        let functions = try functions(of: loaded, path)
        if var known = running[handle], known.process == getpid() {
            known.leases += 1
            running[handle] = known
            return (handle, functions)
        }
        var arguments = CK_C_INITIALIZE_ARGS()
        arguments.flags = CKF_OS_LOCKING_OK
        let answer = functions.pointee.C_Initialize?(&arguments) ?? CKR_FUNCTION_NOT_SUPPORTED
        guard answer == CKR_OK || answer == CKR_CRYPTOKI_ALREADY_INITIALIZED else {
            throw PKCS11Failure.initialization(path: path, answer: .init(answer))
        }
        // After a fork the leases that came along count on.
        running[handle] = Running(
            leases: (running[handle]?.leases ?? 0) + 1, process: getpid(), isOurs: answer == CKR_OK)
        return (handle, functions)
    }

    private static func release(
        _ handle: UInt, _ functions: UnsafePointer<CK_FUNCTION_LIST>, _ running: inout [UInt: Running]
    ) {
        guard var known = running[handle] else { return }
        known.leases -= 1
        running[handle] = known.leases > 0 ? known : nil
        // A forked process must not end what its parent still uses.
        if known.leases == 0, known.isOurs, known.process == getpid() { _ = functions.pointee.C_Finalize?(nil) }
    }

    private static func functions(
        of loaded: UnsafeMutableRawPointer, _ path: String
    ) throws -> UnsafePointer<CK_FUNCTION_LIST> {
        typealias GetFunctionList =
            @convention(c) (
                UnsafeMutablePointer<UnsafeMutablePointer<CK_FUNCTION_LIST>?>
            ) -> CK_RV
        guard let symbol = dlsym(loaded, "C_GetFunctionList") else {
            throw PKCS11Failure.module(path: path, .notPKCS11)
        }
        var list: UnsafeMutablePointer<CK_FUNCTION_LIST>?
        guard unsafeBitCast(symbol, to: GetFunctionList.self)(&list) == CKR_OK, let list else {
            throw PKCS11Failure.module(path: path, .notPKCS11)
        }
        let version = list.pointee.version
        // 3.0 begins with the same functions.
        guard (version.major == 2 && version.minor >= 20) || version.major == 3 else {
            throw PKCS11Failure.module(
                path: path, .version(major: Int(version.major), minor: Int(version.minor)))
        }
        return UnsafePointer(list)
    }

    /// Code that others can write would let them use the key.
    private static func checkFile(_ path: String) throws {
        func failure(_ rule: PKCS11Failure.ModuleRule) -> PKCS11Failure { .module(path: path, rule) }
        var facts = stat()
        // A link is followed: distributions give a module its usual name by one.
        guard stat(path, &facts) == 0 else {
            throw failure(errno == ENOENT ? .missing : .unreadable(String(cString: strerror(errno))))
        }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw failure(.notRegular) }
        guard facts.st_uid == 0 || facts.st_uid == geteuid() else { throw failure(.owner(facts.st_uid)) }
        guard facts.st_mode & 0o022 == 0 else { throw failure(.writable) }
    }
}

/// A module that was started, by the address at which it is loaded.
private struct Running {
    var leases: Int
    /// The process that started it; another number means that this one was forked since.
    let process: pid_t
    /// Whether it was started here, and not by another part of the process.
    let isOurs: Bool
}

private let running = Mutex<[UInt: Running]>([:])
