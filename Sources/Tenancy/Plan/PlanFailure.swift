package import FoundationEssentials
package import Vocabulary

/// Why a plan cannot be made or carried out, beside what is wrong with the declaration.
package enum PlanFailure: Failure, Equatable {
    case erased(TenantIdentifier)
    case keyGone(UUID)
    case held(TenantIdentifier, by: LockHolder)
    case unreadableDeclaration(TenantIdentifier)

    package var code: FailureCode {
        switch self {
        case .erased: "TEN301"
        case .keyGone: "TEN302"
        case .held: "TEN303"
        case .unreadableDeclaration: "TEN304"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .erased, .keyGone: .conflict
        case .held: .busy
        case .unreadableDeclaration: .invalidData
        }
    }

    package var message: String {
        switch self {
        case .erased(let tenant): "tenant '\(tenant)' was erased"
        case .keyGone(let tenant): "the key store has no key of tenant \(tenant.uuidString.lowercased())"
        case .held(let tenant, let holder): "tenant '\(tenant)' is being worked on by \(holder)"
        case .unreadableDeclaration(let tenant):
            "what was declared when tenant '\(tenant)' was last applied cannot be read"
        }
    }

    package var detail: String? { nil }

    package var hint: String? {
        switch self {
        case .erased:
            "Its identifier stays taken, so that nobody reads its certificate for another's; choose a new one."
        case .keyGone:
            "Restore the key store from its backup; if there is none, 'socle secret shred' and 'socle secret rotate' begin anew."
        case .held: "Run the command again when that run has ended."
        case .unreadableDeclaration: "Run 'socle tenant plan' and 'socle tenant apply', which write it anew."
        }
    }
}

/// Who holds what somebody else waits for, as the server tells it.
package struct LockHolder: Hashable, Sendable, CustomStringConvertible {
    package let login: String
    package let process: Int
    /// What the session calls itself, such as the program, the account and the host.
    package let application: String
    /// When its transaction began.
    package let since: Date

    package init(login: String, process: Int, application: String, since: Date) {
        self.login = login
        self.process = process
        self.application = application
        self.since = since
    }

    package var description: String {
        let name = application.isEmpty ? "" : " (\(quoted(application)))"
        return "session \(process) of \(quoted(login))\(name) since \(since.ISO8601Format())"
    }
}
