internal import Cryptography
internal import Glibc

/// A file with a secret that a person put there: regular, no link, of this user, closed to all others.
struct SecretFile {
    /// Why a file is not read.
    enum Refusal: Error {
        case missing, notRegular
        case owner(UInt32)
        case mode(UInt32)
        case tooLong(Int)
        case unreadable(String)
    }

    let path: String

    /// The permissions of which it must have exactly one.
    let modes: Set<mode_t>

    /// - Parameter limit: the longest content that is read, in bytes
    /// - Throws: ``Refusal``; CRY104 without memory.
    func read(limit: Int) throws -> SecretBytes {
        // Without O_NONBLOCK a pipe in the secret's place would keep us waiting.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            switch errno {
            case ENOENT: throw Refusal.missing
            case ELOOP: throw Refusal.notRegular
            default: throw Refusal.unreadable(String(cString: strerror(errno)))
            }
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw Refusal.unreadable(String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Refusal.notRegular }
        guard status.st_uid == geteuid() else { throw Refusal.owner(status.st_uid) }
        guard modes.contains(status.st_mode & 0o7777) else { throw Refusal.mode(status.st_mode & 0o7777) }
        guard status.st_size <= limit else { throw Refusal.tooLong(Int(status.st_size)) }
        do {
            return try SecretBytes(readingFrom: descriptor, limit: limit)
        } catch CryptographyFailure.unreadable(let reason) {
            throw Refusal.unreadable(reason)
        } catch CryptographyFailure.tooLong {
            // It grew while it was read.
            throw Refusal.tooLong(limit + 1)
        }
    }
}
