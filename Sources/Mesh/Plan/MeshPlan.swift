import Vocabulary

/// The difference between a document and the mesh: a list of steps, possibly none.
///
/// An import changes what the document names and removes nothing. Within what
/// it names, the document is the whole truth, except for columns, filters and
/// terms that it does not mention.
package struct MeshPlan: Hashable, Sendable {
    /// Name of the domain in which the steps are done.
    package let domain: String
    package let changes: [MeshChange]

    package var isEmpty: Bool { changes.isEmpty }

    /// Compares; reaches no server.
    ///
    /// - Throws: ``MeshFailure``; several of them as a ``FailureList``.
    package init(_ document: MeshDocument, against catalog: MeshCatalog) throws {
        var planner = MeshPlanner(document, catalog)
        planner.planDomain()
        planner.planUnits()
        planner.planProjects()
        planner.planGlossaries()
        planner.planAssets()
        try planner.failures.throwIfAny()
        self.domain = document.domain.name
        self.changes = planner.changes
    }
}
