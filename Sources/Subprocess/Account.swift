import Glibc

/// An account of the operating system.
package struct Account: Hashable, Sendable {
    package let name: String
    package let userID: UInt32
    package let groupID: UInt32

    /// The account as which this program runs.
    ///
    /// - Throws: ``SubprocessFailure/unknownAccount(_:)`` when the system has no name for it.
    package static func current() throws -> Account {
        try withIdentifier(geteuid())
    }

    /// The account of that number.
    ///
    /// - Throws: ``SubprocessFailure/unknownAccount(_:)`` when the system has no name for it.
    package static func withIdentifier(_ userID: UInt32) throws -> Account {
        guard let entry = getpwuid(userID) else { throw SubprocessFailure.unknownAccount("\(userID)") }
        return Account(name: String(cString: entry.pointee.pw_name), userID: userID, groupID: entry.pointee.pw_gid)
    }

    /// The account of that name.
    ///
    /// - Throws: ``SubprocessFailure/unknownAccount(_:)``.
    package static func named(_ name: String) throws -> Account {
        guard let entry = getpwnam(name) else { throw SubprocessFailure.unknownAccount(name) }
        return Account(name: name, userID: entry.pointee.pw_uid, groupID: entry.pointee.pw_gid)
    }

    package var isRoot: Bool { userID == 0 }
}
