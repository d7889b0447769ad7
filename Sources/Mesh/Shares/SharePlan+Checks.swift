import FoundationEssentials
import Vocabulary

extension SharePlan {
    /// A share is a view on a table, so that both sides must be in the database of the base.
    static func checkPlaces(_ facts: ShareFacts, _ inspection: ShareInspection) throws {
        let places = [facts.producer.database, facts.consumer.database, facts.assetDatabase]
        let areSchemas = facts.producer.placement == .schema && facts.consumer.placement == .schema
        guard areSchemas, places.allSatisfy({ $0 == inspection.database }) else {
            throw MeshFailure.acrossDatabases(
                producer: facts.producer.names.tenant.text, producerDatabase: facts.producer.database,
                consumer: facts.consumer.names.tenant.text, consumerDatabase: facts.consumer.database)
        }
        guard !inspection.columns.isEmpty else { throw MeshFailure.missingTable(facts.tableName) }
        guard inspection.attachedCode.isEmpty else {
            throw MeshFailure.attachedCode(table: facts.tableName, inspection.attachedCode)
        }
    }

    static func checkRoles(_ facts: ShareFacts, _ inspection: ShareInspection) throws {
        let wanted =
            [(facts.producer.names.share, facts.producer)] + facts.receivers.map { ($0, facts.consumer) }
        for (role, side) in wanted where !inspection.roles.contains(role.text) {
            throw MeshFailure.missingRole(role.text, tenant: side.names.tenant.text)
        }
    }

    static func checkPending(_ approval: Approval, _ facts: ShareFacts, _ inspection: ShareInspection) throws {
        guard facts.requestStatus == "PENDING" else {
            throw MeshFailure.decided(request: facts.requestID, status: facts.requestStatus)
        }
        guard facts.listingIsActive else { throw MeshFailure.inactiveListing(facts.listing) }
        if let expiry = approval.expiresAt, expiry <= inspection.now { throw MeshFailure.expiryInThePast }
    }

    /// An approval is repeated only in the same words; another one needs another subscription.
    static func checkSame(_ approval: Approval, _ facts: ShareFacts, _ share: ShareFacts.Share) throws {
        guard share.isStanding else {
            throw MeshFailure.ended(subscription: share.subscriptionID, status: share.status)
        }
        guard Set(approval.filters) == Set(share.filters) else {
            let names = share.filters.map { quoted($0) }.joined(separator: ", ")
            throw MeshFailure.approvedOtherwise(
                request: facts.requestID, what: names.isEmpty ? "no filters" : "the filters \(names)")
        }
        guard approval.expiresAt == share.expiresAt else {
            throw MeshFailure.approvedOtherwise(
                request: facts.requestID,
                what: share.expiresAt.map { "an end at \($0.ISO8601Format())" } ?? "no end")
        }
    }

    /// The named filters, in the order of their names.
    static func filters(
        _ names: [String], _ facts: ShareFacts, _ inspection: ShareInspection
    ) throws -> [AssetFilter] {
        for name in names where !inspection.filters.contains(where: { $0.name == name }) {
            throw MeshFailure.unknown(
                kind: "filter", name: name, nearest: nearestName(to: name, in: inspection.filters.map(\.name))
            )
        }
        return inspection.filters.filter { names.contains($0.name) }
    }

    /// What is to be said of the view and its columns and is not said yet.
    static func comments(
        _ facts: ShareFacts, _ inspection: ShareInspection, on columns: [String], masked: [String]
    ) -> [ShareStep] {
        let text = commentText(
            [facts.title, facts.description, facts.terms.joined(separator: ", "), facts.producerName])
        let ofView: [ShareStep] = inspection.view?.comment == text ? [] : [.commentView(text)]
        let ofColumns = columns.compactMap { name -> ShareStep? in
            let text = commentText([
                inspection.columnComments[name] ?? name, masked.contains(name) ? "masked" : nil,
            ])
            if inspection.view?.columnComments[name] == text { return nil }
            return .commentColumn(Identifier(derived: name), text)
        }
        return ofView + ofColumns
    }

    static func rights(
        _ facts: ShareFacts, _ inspection: ShareInspection, _ schema: Identifier, _ view: Identifier
    ) -> [ShareStep] {
        let receivers = Set(facts.receivers.map(\.text))
        let consumer = facts.consumer.names.tenant.text
        var steps: [ShareStep] = []
        if !inspection.schemaUsers.isSuperset(of: receivers) {
            steps.append(.openSchema(name: schema.text, consumer: consumer))
        }
        if inspection.view?.readers.isSuperset(of: receivers) != true {
            steps.append(.openView(name: "\(schema).\(view)", consumer: consumer))
        }
        return steps
    }
}
