import Vocabulary

/// Walks through a document, collecting steps and failures on the way.
struct MeshPlanner {
    let document: MeshDocument
    let catalog: MeshCatalog
    private(set) var changes: [MeshChange] = []
    private(set) var failures = FailureList()

    init(_ document: MeshDocument, _ catalog: MeshCatalog) {
        self.document = document
        self.catalog = catalog
    }

    mutating func add(_ change: MeshChange) { changes.append(change) }

    mutating func fail(_ failure: MeshFailure) { failures.append(failure) }

    /// Does a part and keeps its failure, so that the other parts are looked at too.
    mutating func attempt(_ part: (inout MeshPlanner) throws -> Void) {
        do {
            try part(&self)
        } catch let failure as any Failure {
            failures.append(failure)
        } catch {
            failures.append(MeshFailure.changedMeanwhile("\(error)"))
        }
    }

    /// Fails for each name that is there twice.
    mutating func refuseDuplicates(_ names: [String], kind: String) {
        var seen: Set<String> = []
        for name in names where !seen.insert(name).inserted { fail(.duplicate(kind: kind, name: name)) }
    }

    // MARK: Domain and units

    mutating func planDomain() {
        switch catalog.domain {
        case nil: add(.createDomain(document.domain))
        case document.domain?: break
        case let existing? where existing.name == document.domain.name: add(.describeDomain(document.domain))
        case let existing?: fail(.otherDomain(existing: existing.name, wanted: document.domain.name))
        }
    }

    mutating func planUnits() {
        refuseDuplicates(document.domainUnits.map(\.name), kind: "domain unit")
        let known = Dictionary(catalog.domainUnits.map { ($0.name, $0) }) { first, _ in first }
        let declared = Dictionary(document.domainUnits.map { ($0.name, $0) }) { first, _ in first }
        for unit in document.domainUnits.sorted(by: { depth(of: $0, declared) < depth(of: $1, declared) }) {
            if let parent = unit.parent, known[parent] == nil, declared[parent] == nil {
                fail(
                    .unknown(
                        kind: "domain unit", name: parent, nearest: nearestName(to: parent, in: unitNames)))
            }
            let isRing = depth(of: unit, declared) > declared.count + catalog.domainUnits.count
            if isRing { fail(.unitBelowItself(unit.name)) }
            switch known[unit.name] {
            case nil: add(.createDomainUnit(unit))
            case unit?: break
            default: add(.changeDomainUnit(unit))
            }
        }
    }

    var unitNames: Set<String> { Set(catalog.domainUnits.map(\.name) + document.domainUnits.map(\.name)) }

    /// How many units lie above, so that parents come first; more than there are means a ring.
    private func depth(of unit: DomainUnit, _ declared: [String: DomainUnit]) -> Int {
        let parents = Dictionary(catalog.domainUnits.map { ($0.name, $0.parent) }) { first, _ in first }
        var depth = 0
        var above = unit.parent
        while let name = above, depth <= declared.count + catalog.domainUnits.count {
            depth += 1
            above = declared[name].map(\.parent) ?? parents[name] ?? nil
        }
        return depth
    }

    // MARK: Projects

    mutating func planProjects() {
        refuseDuplicates(document.projects.map(\.name), kind: "project")
        let known = Dictionary(catalog.projects.map { ($0.name, $0) }) { first, _ in first }
        for project in document.projects {
            if !unitNames.contains(project.domainUnit) {
                let nearest = nearestName(to: project.domainUnit, in: unitNames)
                fail(.unknown(kind: "domain unit", name: project.domainUnit, nearest: nearest))
            }
            if !catalog.tenants.contains(project.tenant) {
                let nearest = nearestName(to: project.tenant, in: catalog.tenants)
                fail(.unknown(kind: "tenant", name: project.tenant, nearest: nearest))
            }
            guard let existing = known[project.name] else {
                add(.createProject(project))
                continue
            }
            if existing.tenant != project.tenant {
                fail(.projectMoved(project: project.name, what: "tenant"))
            }
            if existing.domainUnit != project.domainUnit {
                fail(.projectMoved(project: project.name, what: "domain unit"))
            }
            if existing.description != project.description { add(.describeProject(project)) }
        }
    }

    /// The projects that will be there after the import, by name.
    var projects: [String: Project] {
        Dictionary((document.projects + catalog.projects).map { ($0.name, $0) }) { first, _ in first }
    }

    /// Fails when there will be no such project.
    mutating func requireProject(_ name: String) {
        guard projects[name] == nil else { return }
        fail(.unknown(kind: "project", name: name, nearest: nearestName(to: name, in: projects.keys)))
    }

    // MARK: Glossaries

    mutating func planGlossaries() {
        refuseDuplicates(document.glossaries.map(\.name), kind: "glossary")
        let known = Dictionary(catalog.glossaries.map { ($0.name, $0) }) { first, _ in first }
        for glossary in document.glossaries {
            requireProject(glossary.project)
            let existing = known[glossary.name]
            if let existing {
                let isSame =
                    existing.project == glossary.project && existing.description == glossary.description
                if !isSame { add(.changeGlossary(glossary)) }
            } else {
                add(.createGlossary(glossary))
            }
            planTerms(of: glossary, known: existing?.terms ?? [])
        }
    }

    private mutating func planTerms(of glossary: Glossary, known: [GlossaryTerm]) {
        refuseDuplicates(glossary.terms.map(\.name), kind: "term")
        let known = Dictionary(known.map { ($0.name, $0) }) { first, _ in first }
        for term in glossary.terms {
            let name = TermName(glossary: glossary.name, term: term.name)
            switch known[term.name] {
            case nil: add(.createTerm(name, term))
            case term?: break
            default: add(.changeTerm(name, term))
            }
        }
    }
}
