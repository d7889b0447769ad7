import Glibc
import Synchronization
package import Tenancy
package import Vocabulary

extension Installation {
    /// What tenants are declared to be, read on as many threads as the machine has processors.
    ///
    /// - Parameter tenants: every declared one when nil.
    /// - Throws: everything that is wrong, together.
    package func configurations(of tenants: [TenantIdentifier]? = nil) throws -> [TenantConfiguration] {
        try tenantFolder.configurations(of: tenants) { tenants, read in
            // A thread costs more than a few files.
            guard tenants.count > Self.filesForThread else { return tenants.map(read) }
            let batches = stride(from: 0, to: tenants.count, by: Self.filesForThread).map {
                $0..<min($0 + Self.filesForThread, tenants.count)
            }
            let readings = Mutex<[Int: [TenantFolder.Reading]]>([:])
            let failures = Workers.run(batches, threads: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) { queue in
                while let batch = queue.next() {
                    let found = tenants[batch].map(read)
                    readings.withLock { $0[batch.lowerBound] = found }
                }
            }
            try failures.throwIfAny()
            return readings.withLock { found in batches.flatMap { found[$0.lowerBound] ?? [] } }
        }
    }

    private static let filesForThread = 200
}
