import Postgres
import Vocabulary

extension MeshChange {
    /// The statements that do the step, each of which changes one row.
    func statements(in domain: String) -> [SQL] {
        switch self {
        case .createDomain(let new):
            return [
                """
                insert into mesh.domains (name, description)
                values (\(new.name), \(orNull: new.description))
                """,
                """
                insert into mesh.domain_units (domain_id, name)
                select domain_id, 'Root Domain Unit' from mesh.domains where name = \(new.name)
                """,
            ]
        case .describeDomain(let domain):
            return [
                """
                update mesh.domains set description = \(orNull: domain.description), updated_at = now()
                where name = \(domain.name)
                """
            ]
        case .createDomainUnit(let unit):
            return [
                """
                insert into mesh.domain_units (domain_id, parent_domain_unit_id, name, description)
                select domain_id, domain_unit_id, \(unit.name), \(orNull: unit.description)
                from (\(sql: parent(of: unit, in: domain))) as above
                """
            ]
        case .changeDomainUnit(let unit):
            return [
                """
                update mesh.domain_units
                set parent_domain_unit_id = above.domain_unit_id,
                    description = \(orNull: unit.description), updated_at = now()
                from (\(sql: parent(of: unit, in: domain))) as above
                where domain_units.domain_id = above.domain_id and domain_units.name = \(unit.name)
                """
            ]
        case .createProject, .describeProject, .createGlossary, .changeGlossary, .createTerm, .changeTerm:
            return ownStatements(in: domain)
        default:
            return assetStatements(in: domain)
        }
    }

    /// The unit above, which is the root when none is named.
    private func parent(of unit: DomainUnit, in domain: String) -> SQL {
        """
        select domain_units.domain_id, domain_unit_id
        from mesh.domain_units join mesh.domains using (domain_id)
        where domains.name = \(domain) and case when \(orNull: unit.parent)::text is null
            then parent_domain_unit_id is null else domain_units.name = \(orNull: unit.parent) end
        """
    }

    /// Projects, glossaries and terms.
    private func ownStatements(in domain: String) -> [SQL] {
        switch self {
        case .createProject(let project):
            [
                """
                insert into mesh.projects (domain_unit_id, tenant_id, name, description)
                select domain_unit_id, tenant_id, \(project.name), \(orNull: project.description)
                from mesh.domain_units join mesh.domains using (domain_id) cross join socle.registry
                where domains.name = \(domain) and domain_units.name = \(project.domainUnit)
                    and registry.identifier = \(project.tenant)
                """
            ]
        case .describeProject(let project):
            [
                """
                update mesh.projects set description = \(orNull: project.description), updated_at = now()
                where project_id = (\(sql: self.project(project.name, in: domain)))
                """
            ]
        case .createGlossary(let glossary):
            [
                """
                insert into mesh.glossaries (domain_id, project_id, name, description)
                select domain_id, (\(sql: project(glossary.project, in: domain))), \(glossary.name),
                    \(orNull: glossary.description)
                from mesh.domains where name = \(domain)
                """
            ]
        case .changeGlossary(let glossary):
            [
                """
                update mesh.glossaries
                set project_id = (\(sql: project(glossary.project, in: domain))),
                    description = \(orNull: glossary.description), updated_at = now()
                from mesh.domains
                where domains.domain_id = glossaries.domain_id and domains.name = \(domain)
                    and glossaries.name = \(glossary.name)
                """
            ]
        case .createTerm(let name, let term):
            [
                """
                insert into mesh.glossary_terms (glossary_id, name, short_description, long_description)
                select glossary_id, \(term.name), \(orNull: term.shortDescription),
                    \(orNull: term.description)
                from mesh.glossaries join mesh.domains using (domain_id)
                where domains.name = \(domain) and glossaries.name = \(name.glossary)
                """
            ]
        case .changeTerm(let name, let term):
            [
                """
                update mesh.glossary_terms
                set short_description = \(orNull: term.shortDescription),
                    long_description = \(orNull: term.description),
                    updated_at = now()
                where glossary_term_id = (\(sql: self.term(name, in: domain)))
                """
            ]
        default:
            []
        }
    }

    func project(_ name: String, in domain: String) -> SQL {
        """
        select project_id from mesh.projects
        join mesh.domain_units using (domain_unit_id) join mesh.domains using (domain_id)
        where domains.name = \(domain) and projects.name = \(name)
        """
    }

    func term(_ name: TermName, in domain: String) -> SQL {
        """
        select glossary_term_id from mesh.glossary_terms as terms
        join mesh.glossaries using (glossary_id) join mesh.domains using (domain_id)
        where domains.name = \(domain) and glossaries.name = \(name.glossary) and terms.name = \(name.term)
        """
    }
}
