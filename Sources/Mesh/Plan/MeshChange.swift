package import Vocabulary

/// One step of an import.
package enum MeshChange: Hashable, Sendable {
    case createDomain(Domain)
    case describeDomain(Domain)
    case createDomainUnit(DomainUnit)
    case changeDomainUnit(DomainUnit)
    case createProject(Project)
    case describeProject(Project)
    case createGlossary(Glossary)
    case changeGlossary(Glossary)
    case createTerm(TermName, GlossaryTerm)
    case changeTerm(TermName, GlossaryTerm)
    case describeAsset(AssetFacts)
    case linkAsset(TableName, add: [TermName], remove: [TermName])
    case describeColumn(TableName, column: String, description: String?)
    case linkColumn(TableName, column: String, add: [TermName], remove: [TermName])
    case createFilter(TableName, AssetFilter)
    case changeFilter(TableName, AssetFilter)
    case createListing(TableName, Listing)
    case changeListing(TableName, Listing)

    /// What an asset says of itself, apart from links, columns, filters and listing.
    package struct AssetFacts: Hashable, Sendable {
        package let table: TableName
        package let name: String
        package let project: String?
        package let description: String?
        package let channels: [Channel]?
    }
}

extension MeshChange: CustomStringConvertible {
    /// The step in a sentence.
    package var description: String {
        switch self {
        case .createDomain(let domain): "create domain \(quoted(domain.name))"
        case .describeDomain(let domain): "describe domain \(quoted(domain.name))"
        case .createDomainUnit(let unit): "create domain unit \(quoted(unit.name))"
        case .changeDomainUnit(let unit): "change domain unit \(quoted(unit.name))"
        case .createProject(let project):
            "create project \(quoted(project.name)) of tenant \(quoted(project.tenant))"
        case .describeProject(let project): "describe project \(quoted(project.name))"
        case .createGlossary(let glossary): "create glossary \(quoted(glossary.name))"
        case .changeGlossary(let glossary): "change glossary \(quoted(glossary.name))"
        case .createTerm(let name, _): "create term \(quoted(name.description))"
        case .changeTerm(let name, _): "change term \(quoted(name.description))"
        case .describeAsset(let facts):
            "describe asset \(quoted(facts.table.description)) as \(quoted(facts.name))"
        case .linkAsset(let table, let add, let remove):
            "\(Self.links(add, remove)) asset \(quoted(table.description))"
        case .describeColumn(let table, let column, _):
            "describe column \(quoted(column)) of \(quoted(table.description))"
        case .linkColumn(let table, let column, let add, let remove):
            "\(Self.links(add, remove)) column \(quoted(column)) of \(quoted(table.description))"
        case .createFilter(let table, let filter):
            "create filter \(quoted(filter.name)) of \(quoted(table.description))"
        case .changeFilter(let table, let filter):
            "change filter \(quoted(filter.name)) of \(quoted(table.description))"
        case .createListing(let table, let listing):
            "offer \(quoted(table.description)) as listing \(quoted(listing.name))"
        case .changeListing(let table, let listing):
            listing.status == .active
                ? "change listing \(quoted(listing.name)) of \(quoted(table.description))"
                : "withdraw listing \(quoted(listing.name)) of \(quoted(table.description))"
        }
    }

    private static func links(_ add: [TermName], _ remove: [TermName]) -> String {
        let added = add.map { "link \(quoted($0.term)) to" }
        let removed = remove.map { "unlink \(quoted($0.term)) from" }
        return (added + removed).joined(separator: ", ")
    }
}
