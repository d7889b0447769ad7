import FoundationEssentials
package import Postgres
import Vocabulary

/// The question of a project for a listing.
package struct SubscriptionRequest: Hashable, Sendable {
    /// What came of asking.
    package enum Outcome: Hashable, Sendable {
        /// The question is new.
        case asked
        /// The same question waits for an answer.
        case pending
        /// The project reads the listing already, by this subscription.
        case subscribed(subscriptionID: String)
    }

    /// The request that asked, also when that was earlier.
    package let requestID: String
    package let outcome: Outcome

    /// Asks, unless the same project has asked before or reads the listing already.
    ///
    /// **Runs as** runtime, in the base.
    ///
    /// - Parameters:
    ///   - listing: identifier or name of the listing.
    ///   - project: identifier or name of the project that asks.
    /// - Throws: ``MeshFailure``.
    package static func ask(
        for listing: String, project: String, reason: String, in base: borrowing Connection
    ) throws -> SubscriptionRequest {
        guard !reason.isEmpty else { throw MeshFailure.empty(what: "reason") }
        guard reason.unicodeScalars.count <= 4096 else {
            throw MeshFailure.tooLong(what: "reason", count: reason.unicodeScalars.count, limit: 4096)
        }
        return try base.transaction { base in
            let listing = try Offer.find(listing, in: base)
            let consumer = try Consumer.find(project, in: base)
            if let earlier = try standing(listing.id, consumer.id, in: base) { return earlier }
            guard listing.isActive else { throw MeshFailure.inactiveListing(listing.name) }
            guard listing.tenantID != consumer.tenantID else {
                throw MeshFailure.ownListing(listing: listing.name, tenant: consumer.tenant)
            }
            let requestID: String? = try base.first(
                """
                insert into mesh.subscription_requests (listing_id, project_id, reason)
                values (\(listing.id), \(consumer.id), \(reason))
                on conflict do nothing
                returning subscription_request_id
                """
            ) { row in try row[0] }
            guard let requestID else {
                // Somebody asked the same between the look and the question.
                if let earlier = try standing(listing.id, consumer.id, in: base) { return earlier }
                throw MeshFailure.changedMeanwhile("ask for \(quoted(listing.name))")
            }
            try appendToBothChains(
                [listing.tenantID, consumer.tenantID], action: "subscription.requested", object: listing.name,
                detail: ["request": .string(requestID), "project": .string(consumer.name)], in: base)
            return SubscriptionRequest(requestID: requestID, outcome: .asked)
        }
    }

    /// The request that waits or led to a subscription that stands.
    private static func standing(
        _ listingID: String, _ projectID: String, in base: borrowing Connection
    ) throws -> SubscriptionRequest? {
        try base.first(
            """
            select subscription_request_id, subscription_id
            from mesh.subscription_requests as requests
            left join mesh.subscriptions using (subscription_request_id)
            where requests.listing_id = \(listingID) and requests.project_id = \(projectID)
                and (requests.status = 'PENDING' or subscriptions.status = 'APPROVED')
            order by subscription_id nulls last
            limit 1
            """
        ) { row in
            let subscriptionID: String? = try row[1]
            return SubscriptionRequest(
                requestID: try row[0],
                outcome: subscriptionID.map { .subscribed(subscriptionID: $0) } ?? .pending)
        }
    }

    /// Refuses a request; a second refusal changes nothing.
    ///
    /// **Runs as** provisioner, in the base.
    ///
    /// - Throws: ``MeshFailure/decided(request:status:)`` for one that was accepted.
    package static func reject(_ requestID: String, comment: String?, in base: borrowing Connection) throws {
        try base.transaction { base in
            let facts = try ShareFacts.find(requestID, locked: true, in: base)
            if facts.requestStatus == "REJECTED" { return }
            guard facts.requestStatus == "PENDING" else {
                throw MeshFailure.decided(request: requestID, status: facts.requestStatus)
            }
            try base.execute(
                """
                update mesh.subscription_requests
                set status = 'REJECTED', decision_comment = \(orNull: comment),
                    decided_by = session_user, decided_at = now()
                where subscription_request_id = \(requestID)
                """)
            try appendToBothChains(
                [facts.producer.tenantID, facts.consumer.tenantID], action: "subscription.rejected",
                object: facts.listing, detail: ["request": .string(requestID)], in: base)
        }
    }
}

/// The listing that is asked for.
private struct Offer {
    let id: String
    let name: String
    let isActive: Bool
    let tenantID: UUID

    static func find(_ listing: String, in base: borrowing Connection) throws -> Offer {
        let found = try base.query(
            """
            select listing_id, listings.name, status = 'ACTIVE', tenant_id
            from mesh.listings join mesh.assets using (asset_id)
            where listing_id = \(listing) or listings.name = \(listing)
            order by listing_id
            """
        ) { row in Offer(id: try row[0], name: try row[1], isActive: try row[2], tenantID: try row[3]) }
        let byID = found.filter { $0.id == listing }
        if let only = byID.first ?? (found.count == 1 ? found[0] : nil) { return only }
        guard found.isEmpty else {
            throw MeshFailure.ambiguous(kind: "listing", name: listing, candidates: found.map(\.id))
        }
        let names: [String] = try base.query("select name from mesh.listings") { row in try row[0] }
        throw MeshFailure.unknown(
            kind: "listing", name: listing, nearest: nearestName(to: listing, in: names))
    }
}

/// The project that asks.
private struct Consumer {
    let id: String
    let name: String
    let tenant: String
    let tenantID: UUID

    static func find(_ project: String, in base: borrowing Connection) throws -> Consumer {
        let found = try base.first(
            """
            select project_id, projects.name, identifier, tenant_id
            from mesh.projects join socle.registry using (tenant_id)
            where project_id = \(project) or projects.name = \(project)
            order by project_id = \(project) desc
            limit 1
            """
        ) { row in Consumer(id: try row[0], name: try row[1], tenant: try row[2], tenantID: try row[3]) }
        if let found { return found }
        let names: [String] = try base.query("select name from mesh.projects") { row in try row[0] }
        throw MeshFailure.unknown(
            kind: "project", name: project, nearest: nearestName(to: project, in: names))
    }
}
