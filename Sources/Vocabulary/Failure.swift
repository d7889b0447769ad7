/// An ending that the reader of an error line can act on.
///
/// Each module has one enumeration, named for its noun (`TenancyFailure`),
/// whose cases carry facts; this protocol turns the facts into words. Exit
/// codes and HTTP statuses are not here: each edge owns one `switch` over
/// ``FailureKind``.
package protocol Failure: Error, CustomStringConvertible {
    /// The stable, greppable name of this failure: `TEN104`.
    var code: FailureCode { get }

    /// The class that decides exit code and HTTP status.
    var kind: FailureKind { get }

    /// One line, factual, no full stop, names in quotes, never a secret or a bound value.
    var message: String { get }

    /// Facts that help: the statement, file, line, column and caret, SQLSTATE.
    var detail: String? { get }

    /// A full sentence that says what to do next.
    var hint: String? { get }
}

extension Failure {
    package var detail: String? { nil }
    package var hint: String? { nil }

    /// The message with its code, for logs and for a test's report.
    package var description: String { "\(code): \(message)" }
}

/// The stable name of a failure: three letters of its module, three digits.
package struct FailureCode: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let text: String

    package init(stringLiteral text: String) {
        self.text = text
    }

    package var description: String { text }
}

/// The class of a failure, from which an edge derives exit code or HTTP status.
package enum FailureKind: String, CaseIterable, Sendable {
    /// The command or request was not understood.
    case usage
    /// The installation, a setting or a file of the platform is wrong.
    case configuration
    /// What was given to be read or stored is not valid.
    case invalidData
    /// The named thing does not exist.
    case notFound
    /// The wanted state contradicts the present one.
    case conflict
    /// Nobody could be recognised: wrong or missing credentials.
    case unauthenticated
    /// Somebody was recognised, who may not do this.
    case denied
    /// A server or a resource cannot be reached.
    case unavailable
    /// Someone else holds it; a later try may succeed.
    case busy
    /// The program itself is wrong.
    case `internal`
}

/// Several failures reported together, so that one run shows all that is to be mended.
package struct FailureList: Error, CustomStringConvertible {
    /// How many are kept of one thing: what lies beyond is usually a consequence of the first.
    package static let limit = 8

    /// How many are kept of things that have nothing to do with each other, such as the files of many tenants.
    package static let limitOfMany = 1_000

    private let limit: Int

    package private(set) var failures: [any Failure] = []

    /// How many more there were than are kept.
    package private(set) var omitted = 0

    package init(limit: Int = FailureList.limit) { self.limit = limit }

    package init(_ failures: [any Failure]) {
        self.init()
        for failure in failures { append(failure) }
    }

    package var isEmpty: Bool { failures.isEmpty }

    package var description: String { failures.map(\.description).joined(separator: "\n") }

    /// Keeps a failure, or counts it once the list is full.
    package mutating func append(_ failure: any Failure) {
        if failures.count < limit {
            failures.append(failure)
        } else {
            omitted += 1
        }
    }

    /// Keeps what another list holds.
    package mutating func append(contentsOf other: FailureList) {
        for failure in other.failures { append(failure) }
        omitted += other.omitted
    }

    /// Does what may fail, and keeps why it did.
    ///
    /// - Throws: what is no ``Failure``.
    @discardableResult
    package mutating func collect<Value>(_ body: () throws -> Value) throws -> Value? {
        do {
            return try body()
        } catch let list as FailureList {
            append(contentsOf: list)
        } catch let failure as any Failure {
            append(failure)
        }
        return nil
    }

    /// Throws what was kept: the failure itself when it is the only one.
    package func throwIfAny() throws {
        if failures.isEmpty { return }
        if failures.count == 1, omitted == 0 { throw failures[0] }
        throw self
    }
}
