package import Vocabulary

/// What is set aside for a tenant, after the environment's scale.
package struct TenantResources: Hashable, Sendable {
    package let cpuCores: Double
    package let memory: ByteCount
    package let storage: ByteCount

    package init(
        cpuCores: Double = 0.25, memory: ByteCount = ByteCount(gigabytes: 0.5),
        storage: ByteCount = ByteCount(gigabytes: 1)
    ) {
        self.cpuCores = cpuCores
        self.memory = memory
        self.storage = storage
    }
}
