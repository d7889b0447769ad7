/// Where a tenant's data must stay.
package struct Residency: Hashable, Sendable {
    /// Regions in which it may lie; the region of a server and of a backup must be among them.
    package let regions: [String]
    /// The rules that ask for it, as the file names them.
    package let requirements: [String]

    package init(regions: [String], requirements: [String] = []) {
        self.regions = regions
        self.requirements = requirements
    }

    /// Whether data may lie in a region.
    package func allows(_ region: String) -> Bool { regions.contains(region) }
}
