internal import Glibc

/// A file that is being written, and gets its name when it is whole.
///
/// Where nothing is to be replaced it has no name before, so that a writer
/// that is killed leaves nothing. What replaces another file needs one: the
/// next writer of the file takes away what lies there, unless its own writer
/// lives, which the lock tells.
struct TemporaryFile: ~Copyable {
    /// How long a writer waits for another one of the same file, in seconds.
    private static let patience = 10

    /// `O_TMPFILE`, which the C header composes in a way that is not imported.
    private static let withoutName: Int32 = 0o20_000_000 | O_DIRECTORY

    let descriptor: Descriptor

    private let target: PrivateFile

    /// The name that it has meanwhile, if any.
    private let path: String?

    /// - Parameter replacing: whether it may take the place of another file
    init(for target: PrivateFile, in folder: String, replacing: Bool) throws {
        self.target = target
        let unnamed = replacing ? -1 : open(folder, O_WRONLY | Self.withoutName | O_CLOEXEC, 0o600)
        if unnamed >= 0 {
            descriptor = Descriptor(number: unnamed)
            path = nil
        } else {
            let path = target.path + PrivateFile.temporarySuffix
            descriptor = Descriptor(number: try Self.make(path, for: target))
            self.path = path
        }
    }

    deinit {
        // Once it has its own name, another writer's may lie under this one.
        if let path, Self.isNamed(descriptor.number, path) { unlink(path) }
        close(descriptor.number)
    }

    /// Puts it in the place of the file that has the name, if there is one.
    borrowing func replace() throws {
        guard let path, rename(path, target.path) == 0 else { throw target.failure("written") }
    }

    /// Gives it the name that nothing else has.
    ///
    /// - Returns: false when something has it.
    borrowing func appear() throws -> Bool {
        let own = path ?? "/proc/self/fd/\(descriptor.number)"
        if linkat(AT_FDCWD, own, AT_FDCWD, target.path, path == nil ? AT_SYMLINK_FOLLOW : 0) == 0 { return true }
        guard errno == EEXIST else { throw target.failure("written") }
        return false
    }

    /// Makes an empty file and locks it, once no living writer has one there.
    private static func make(_ path: String, for target: PrivateFile) throws -> Int32 {
        let deadline = ContinuousClock.now + .seconds(patience)
        while true {
            let new = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
            if new >= 0 {
                // In the moment before it is locked it looks like a leftover, and may have been taken away.
                if flock(new, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK, isNamed(new, path) { return new }
                close(new)
            } else {
                guard errno == EEXIST else { throw target.failure("written") }
                removeLeftover(path)
            }
            guard ContinuousClock.now < deadline else {
                errno = EBUSY
                throw target.failure("written")
            }
        }
    }

    /// Takes a file away whose writer is gone, or gives a living one a moment.
    private static func removeLeftover(_ path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        // Gone by now, or nothing that a writer leaves: then its maker finds it in the way.
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
            usleep(10_000)
        } else if isNamed(descriptor, path) {
            unlink(path)
        }
    }

    /// Whether an open file is the one that has a name.
    private static func isNamed(_ descriptor: Int32, _ path: String) -> Bool {
        var own = stat()
        var named = stat()
        return fstat(descriptor, &own) == 0 && lstat(path, &named) == 0 && own.st_ino == named.st_ino
            && own.st_dev == named.st_dev
    }
}
