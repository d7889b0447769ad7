/// Where a password is read again after a server refused it.
///
/// A password that was changed between its reading and the login is no failure:
/// ``Connection/init(to:)`` asks here once, and tries again with what it gets.
/// Two sources are always equal, so that parameters compare by their values.
package struct PasswordSource: Hashable, Sendable {
    private let body: @Sendable () throws -> String?

    package init(_ body: @escaping @Sendable () throws -> String?) {
        self.body = body
    }

    /// The password as it is now, or nil when there is none any more.
    func read() throws -> String? { try body() }

    package static func == (_: PasswordSource, _: PasswordSource) -> Bool { true }
    package func hash(into _: inout Hasher) {}
}
