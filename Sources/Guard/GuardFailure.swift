package import Vocabulary

/// Why tenants cannot be watched, or may not do something now.
package enum GuardFailure: Failure, Equatable {
    /// Another guard watches the same base.
    case alreadyWatched(by: String)
    /// The tenant's storage is used up; bytes.
    case frozen(TenantIdentifier, used: ByteCount, permitted: ByteCount)
    /// Sessions that must end do not.
    case writersRemain(TenantIdentifier, count: Int)

    package var code: FailureCode {
        switch self {
        case .alreadyWatched: "GRD101"
        case .frozen: "GRD102"
        case .writersRemain: "GRD103"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .alreadyWatched, .writersRemain: .busy
        case .frozen(_, let used, let permitted): used.thaws(below: permitted) ? .busy : .denied
        }
    }

    package var message: String {
        switch self {
        case .alreadyWatched(let holder): "a guard watches this base already: \(holder)"
        case .frozen(let tenant, let used, let permitted) where used.thaws(below: permitted):
            "tenant '\(tenant)' may not write yet: its storage was used up, and \(used) of \(permitted) are used now"
        case .frozen(let tenant, let used, let permitted):
            "tenant '\(tenant)' may not write: its storage is used up, \(used) of \(permitted)"
        case .writersRemain(let tenant, let count):
            "\(counted(count, "session")) of tenant '\(tenant)' \(count == 1 ? "does" : "do") not end"
        }
    }

    package var hint: String? {
        switch self {
        case .alreadyWatched: "End that one first."
        case .frozen(_, let used, let permitted) where used.thaws(below: permitted):
            "The guard thaws it within seconds; run the command again."
        case .frozen:
            "Delete or truncate until less than 90 % is used, or raise limits.storage_gb and apply; the guard then thaws."
        case .writersRemain: "The guard goes on trying; see pg_stat_activity."
        }
    }
}

extension ByteCount {
    /// Whether a tenant that was frozen may write again with so much of what is permitted.
    fileprivate func thaws(below permitted: ByteCount) -> Bool {
        Double(bytes) < Double(permitted.bytes) * StorageStanding.thawedShare
    }
}
