package import Tenancy
package import Vocabulary

/// One line of a crontab: when, and the command as cron and the shell read it.
package struct CrontabLine: Hashable, Sendable {
    package let tenant: TenantIdentifier
    package let source: SourceName
    package let schedule: CronExpression
    /// The whole line.
    package let text: String

    /// - Parameter words: of the command, each as it is meant.
    /// - Throws: ``SourceFailure/unwritable(_:)`` for a word that no line can hold.
    package init(_ schedule: CronExpression, tenant: TenantIdentifier, source: SourceName, words: [String]) throws {
        self.tenant = tenant
        self.source = source
        self.schedule = schedule
        text = "\(schedule) " + (try words.map(Self.quoted).joined(separator: " "))
    }

    /// A word as the shell takes it whole; cron itself ends a command at a `%` that has no backslash.
    private static func quoted(_ word: String) throws -> String {
        guard !word.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw SourceFailure.unwritable(word)
        }
        let isPlain = word.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "-_./:=,+@".utf8.contains(byte)
        }
        if isPlain, !word.isEmpty { return word }
        // Between quotes of one kind a backslash would reach the shell: the sign stands outside of them.
        let safe = word.replacing("'", with: #"'\''"#).replacing("%", with: #"'\%'"#)
        return "'\(safe)'"
    }
}
