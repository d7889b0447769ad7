package import Tenancy
package import Vocabulary

extension Installation {
    /// What tenants are declared to be, read on as many threads as the machine has processors.
    ///
    /// - Parameter tenants: every declared one when nil.
    /// - Throws: everything that is wrong, together.
    package func configurations(of tenants: [TenantIdentifier]? = nil) throws -> [TenantConfiguration] {
        try tenantFolder.configurations(of: tenants) { tenants, read in Workers.map(tenants, read) }
    }
}
