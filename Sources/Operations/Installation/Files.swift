import FoundationEssentials
import Glibc
import Subprocess

/// Makes a folder and those above it; an existing one is left as it is.
///
/// - Parameter account: who shall own a folder that is made here.
func makeFolder(_ path: String, mode: UInt32, account: Account? = nil) throws {
    if FileManager.default.fileExists(atPath: path) { return }
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
        try makeFolder(String(path[..<slash]), mode: 0o755)
    }
    guard mkdir(path, mode) == 0 || errno == EEXIST, chmod(path, mode) == 0 else {
        throw OperationFailure.cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
    if let account { try giveFile(path, to: account) }
}

/// Removes a folder that belongs to an account, with all that is in it; none is as good as removed.
///
/// The folder's owner himself empties it: what root follows by name, he could
/// exchange for a link to anywhere in the meantime.
func removeFolder(_ path: String, of account: Account) throws {
    var facts = stat()
    guard lstat(path, &facts) == 0 else { return }
    var emptying = Subprocess("/usr/bin/find", [path, "-mindepth", "1", "-delete"])
    if try facts.st_uid == account.userID && Account.current() != account { emptying.account = account }
    try emptying.check()
    guard rmdir(path) == 0 || errno == ENOENT else {
        throw OperationFailure.cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
}

/// Writes a file as a whole or not at all.
func writeFile(_ path: String, _ text: String, mode: UInt32, account: Account? = nil) throws {
    let new = "\(path).new"
    // What a crash left behind may have another owner and mode.
    unlink(new)
    let descriptor = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else {
        throw OperationFailure.cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    let written = write(descriptor, bytes, bytes.count)
    guard written == bytes.count, fsync(descriptor) == 0 else {
        throw OperationFailure.cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
    // By the descriptor: in a folder of the account the name could lead elsewhere by now.
    guard fchmod(descriptor, mode) == 0, give(descriptor, to: account) else {
        throw OperationFailure.cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
    guard rename(new, path) == 0 else {
        throw OperationFailure.cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
}

/// Makes an account the owner of a file, when this program runs as root.
func giveFile(_ path: String, to account: Account) throws {
    guard geteuid() == 0 else { return }
    guard chown(path, account.userID, account.groupID) == 0 else {
        throw OperationFailure.cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
}

private func give(_ descriptor: Int32, to account: Account?) -> Bool {
    guard let account, geteuid() == 0 else { return true }
    return fchown(descriptor, account.userID, account.groupID) == 0
}

/// A lock that one process at a time holds, and that its end releases.
struct FileLock: ~Copyable {
    private let descriptor: Int32

    /// Waits for the lock.
    init(path: String) throws {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else {
            throw OperationFailure.cannotWrite(path: path, reason: String(cString: strerror(errno)))
        }
    }

    borrowing func release() {
        flock(descriptor, LOCK_UN)
    }

    deinit {
        close(descriptor)
    }
}
