import YAML

/// The data mesh as people keep it in a YAML file: who answers for what, and what it means.
///
/// A document changes what it names and nothing else. What it names, it
/// describes in full: a description that is absent is none. Names are the
/// keys, so that a file fits every environment; identities stay in the mesh.
///
/// Assets are born from loads, never from a document, which only describes them.
package struct MeshDocument: Hashable, Sendable {
    package var domain: Domain
    package var domainUnits: [DomainUnit]
    package var projects: [Project]
    package var glossaries: [Glossary]
    package var assets: [Asset]

    package init(
        domain: Domain, domainUnits: [DomainUnit] = [], projects: [Project] = [],
        glossaries: [Glossary] = [], assets: [Asset] = []
    ) {
        self.domain = domain
        self.domainUnits = domainUnits
        self.projects = projects
        self.glossaries = glossaries
        self.assets = assets
    }

    /// Reads the bytes of a YAML file.
    ///
    /// - Throws: ``YAMLFailure``, ``MeshFailure`` or ``NameFailure`` with file,
    ///   line and column; several of them as a ``FailureList``.
    package init(parsing bytes: [UInt8], file: String) throws {
        self = try YAMLDecoder().decode(MeshDocument.self, from: YAMLDocument(parsing: bytes, file: file))
    }
}

extension MeshDocument: Decodable {
    private enum Keys: String, CodingKey, CaseIterable {
        case domain
        case domainUnits = "domain_units"
        case projects, glossaries, assets
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        domain = try container.decode(Domain.self, forKey: .domain)
        domainUnits = try container.decodeIfPresent([DomainUnit].self, forKey: .domainUnits) ?? []
        projects = try container.decodeIfPresent([Project].self, forKey: .projects) ?? []
        glossaries = try container.decodeIfPresent([Glossary].self, forKey: .glossaries) ?? []
        assets = try container.decodeIfPresent([Asset].self, forKey: .assets) ?? []
    }
}
