package import Tenancy
package import Vocabulary

extension Installation {
    /// What tenants are declared to be, read on as many threads as the machine has processors.
    ///
    /// - Parameters:
    ///   - tenants: every declared one when nil.
    ///   - failures: gets everything that is wrong with the files of those that are left out.
    package func configurations(
        of tenants: [TenantIdentifier]? = nil, failures: inout FailureList
    ) throws -> [TenantConfiguration] {
        try tenantFolder.configurations(of: tenants, failures: &failures) { tenants, read in
            Workers.map(tenants, read)
        }
    }
}
