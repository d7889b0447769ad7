package import Vocabulary

/// What went wrong for one of many owners, with whose it is.
package struct OwnerFailure: Failure {
    let owner: SecretOwner
    let cause: any Failure

    package var code: FailureCode { cause.code }
    package var kind: FailureKind { cause.kind }
    package var message: String { "\(owner): \(cause.message)" }
    package var detail: String? { cause.detail }
    package var hint: String? { cause.hint }
}

/// What was done for each of many owners, and what went wrong for others.
package struct OwnerReport<Done: Sendable>: Sendable {
    package internal(set) var done: [Done] = []
    package internal(set) var failures = FailureList()

    /// Does the work for one owner; its failure keeps no other waiting.
    ///
    /// - Throws: what is no failure but a fault of the program.
    mutating func add(_ owner: SecretOwner, _ body: () throws -> Done?) throws {
        do {
            if let result = try body() { done.append(result) }
        } catch let list as FailureList {
            for failure in list.failures { failures.append(OwnerFailure(owner: owner, cause: failure)) }
        } catch let failure as any Failure {
            failures.append(OwnerFailure(owner: owner, cause: failure))
        }
    }
}
