/// What the mesh holds, as an import compares it with a document.
package struct MeshCatalog: Hashable, Sendable {
    /// Nil in a mesh that is new.
    package var domain: Domain?
    package var domainUnits: [DomainUnit]
    package var projects: [Project]
    package var glossaries: [Glossary]
    package var assets: [KnownAsset]

    /// Identifiers of all tenants.
    package var tenants: Set<String>

    package init(
        domain: Domain? = nil, domainUnits: [DomainUnit] = [], projects: [Project] = [],
        glossaries: [Glossary] = [], assets: [KnownAsset] = [], tenants: Set<String> = []
    ) {
        self.domain = domain
        self.domainUnits = domainUnits
        self.projects = projects
        self.glossaries = glossaries
        self.assets = assets
        self.tenants = tenants
    }
}
