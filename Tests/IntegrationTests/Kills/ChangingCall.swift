/// A call to the system by which a program changes something outside itself.
struct ChangingCall: Hashable, CustomStringConvertible {
    /// The call's name, as strace knows it.
    let name: String
    /// The how many-th call of that name it is.
    let ordinal: Int

    var description: String { "\(name) \(ordinal)" }

    /// Calls that change files and folders, or what a server or another program comes to know.
    ///
    /// Making an empty file is left out: a call that fills it follows.
    static let names = [
        "chmod", "fchmod", "fchmodat", "chown", "fchown", "fchownat", "ftruncate", "truncate", "fsync", "fdatasync",
        "link", "linkat", "mkdir", "mkdirat", "pwrite64", "rename", "renameat", "renameat2", "rmdir", "sendto",
        "sendmsg", "sendfile", "symlink", "symlinkat", "unlink", "unlinkat", "wait4", "write", "writev",
    ]

    /// The calls that strace wrote down, in order.
    static func all(inTrace trace: String) -> [ChangingCall] {
        var counts: [Substring: Int] = [:]
        return trace.split(separator: "\n").compactMap { line in
            // Lines on signals and on the end begin with marks.
            guard let end = line.firstIndex(of: "("), line.first?.isLetter == true else { return nil }
            let name = line[..<end]
            counts[name, default: 0] += 1
            return ChangingCall(name: String(name), ordinal: counts[name] ?? 0)
        }
    }
}
