import FoundationEssentials
import Postgres
import Vocabulary

/// What is to be done so that an approval is an access: a list of steps, possibly none.
package struct SharePlan {
    let facts: ShareFacts
    let approval: Approval
    let schema: Identifier
    let view: Identifier
    /// The statement that makes the view.
    let statement: SQL
    let maskedColumns: [String]
    let steps: [ShareStep]

    package var isEmpty: Bool { steps.isEmpty }

    /// The steps in sentences.
    package var changes: [String] { steps.map { "\($0)" } }

    /// Compares an approval with the mesh and with what PostgreSQL holds; reaches no server.
    ///
    /// 1. A request that waits: everything is made.
    /// 2. A request that was approved in the same way: what is missing is mended,
    ///    by the statement that was approved then.
    /// 3. Anything else is refused.
    ///
    /// - Throws: ``MeshFailure``.
    init(_ approval: Approval, _ facts: ShareFacts, _ inspection: ShareInspection) throws {
        try Self.checkPlaces(facts, inspection)
        try Self.checkRoles(facts, inspection)
        self.facts = facts
        self.approval = approval
        schema = facts.producer.names.shareSchema
        if let share = facts.share {
            try Self.checkSame(approval, facts, share)
            view = share.view
            statement = SQL(raw: share.statement)
            maskedColumns = share.maskedColumns
            var steps: [ShareStep] = []
            let isWhole = inspection.view.map { view in
                view.definition == share.definition && view.isBarrier
                    && view.owner == facts.producer.names.share.text
            }
            if isWhole != true { steps.append(.mendView(name: "\(schema).\(share.view)")) }
            self.steps =
                steps
                + Self.comments(facts, inspection, on: inspection.view?.columns ?? [], masked: maskedColumns)
                + Self.rights(facts, inspection, schema, share.view)
        } else {
            try Self.checkPending(approval, facts, inspection)
            let filters = try Self.filters(approval.filters, facts, inspection)
            let selection = try ShareSelection(
                of: inspection.columns, filters: filters, table: facts.tableName)
            let consumer = facts.consumer.names.tenant
            view = ShareView.name(consumer: consumer, table: facts.table.text, taken: inspection.takenNames)
            statement = try ShareView(
                schema: schema, name: view, sourceSchema: facts.schema, sourceTable: facts.table,
                selection: selection, expiresAt: approval.expiresAt
            ).statement
            maskedColumns = selection.maskedColumns
            let columns = selection.columns.map(\.column.name.text)
            steps =
                [
                    .accept(listing: facts.listing, consumer: consumer.text, filters: filters.map(\.name)),
                    .makeView(name: "\(schema).\(view)"),
                ]
                + Self.comments(facts, inspection, on: columns, masked: maskedColumns)
                + Self.rights(facts, inspection, schema, view)
        }
    }
}
