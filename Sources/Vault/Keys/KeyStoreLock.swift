internal import Glibc

/// The lock that a process holds while it changes a key store.
enum KeyStoreLock {
    private static let patience = 10

    /// - Throws: VLT202 when another process holds the lock for ten seconds.
    static func whileHeld<Result>(in folder: String, _ body: () throws -> Result) throws -> Result {
        let file = PrivateFile("\(folder)/lock")
        let descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw file.failure("written") }
        // Closing gives the lock back, as the end of the process does.
        defer { close(descriptor) }
        let deadline = ContinuousClock.now + .seconds(patience)
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw file.failure("locked") }
            guard ContinuousClock.now < deadline else {
                throw VaultFailure.keyStoreBusy(folder: folder, seconds: patience)
            }
            // Others hold it for as long as a file takes to the disk; who waits longer holds up all who apply tenants.
            usleep(500)
        }
        return try body()
    }
}
