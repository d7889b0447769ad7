import Tenancy
import Vocabulary

/// The schedules of tenants, from their files.
struct RotationSchedules {
    private let folder: TenantFolder
    private var known: [TenantIdentifier: Result<TenantConfiguration.Rotation, any Error>] = [:]

    init(_ folder: TenantFolder) {
        self.folder = folder
    }

    /// Reads the files of tenants; what is wrong with one is told when its schedule is asked for.
    mutating func readAll(_ tenants: [TenantIdentifier]) {
        for tenant in tenants { _ = try? rotation(of: tenant) }
    }

    /// The schedule of an owner; that of the platform is the strictest of all that were read.
    mutating func schedule(of owner: SecretOwner) throws -> TenantConfiguration.Rotation {
        switch owner {
        case .tenant(let tenant): return try rotation(of: tenant)
        case .platform:
            let all = known.values.compactMap { try? $0.get() }
            return TenantConfiguration.Rotation(
                keys: all.map(\.keys).max() ?? .never, logins: all.map(\.logins).max() ?? .never)
        }
    }

    private mutating func rotation(of tenant: TenantIdentifier) throws -> TenantConfiguration.Rotation {
        if let known = known[tenant] { return try known.get() }
        let read = Result { try folder.configuration(of: tenant).rotation }
        known[tenant] = read
        return try read.get()
    }
}
