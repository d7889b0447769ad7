package import FoundationEssentials
package import Postgres

/// A request with what became of it, as a list shows it.
package struct SubscriptionOverview: Hashable, Sendable {
    package let requestID: String
    /// PENDING, ACCEPTED or REJECTED.
    package let requestStatus: String
    package let reason: String
    package let listing: String
    /// Identifier of the tenant who owns the data.
    package let producer: String
    /// Identifier of the tenant who receives it.
    package let consumer: String
    package let consumerProject: String
    package let createdAt: Date
    package let subscriptionID: String?
    /// APPROVED, EXPIRED, REVOKED or CANCELLED.
    package let subscriptionStatus: String?
    package let expiresAt: Date?
    /// GRANTED once the access was proved.
    package let grantStatus: String?
    /// Why the proof failed.
    package let failure: String?
    package let database: String?
    package let shareSchema: String?
    package let shareView: String?

    /// Lists requests, the newest first; those in which one tenant has a part, or all.
    package static func list(of tenant: String? = nil, in base: borrowing Connection) throws
        -> [SubscriptionOverview]
    {
        try base.query(
            """
            select subscription_request_id, request_status, reason, listing, producer, consumer,
                consumer_project,
                created_at, subscription_id, subscription_status, expires_at, grant_status, failure, database,
                share_schema, share_view
            from mesh.subscription_overview
            where \(orNull: tenant)::text is null or \(orNull: tenant) in (producer, consumer)
            order by created_at desc, subscription_request_id
            """
        ) { row in
            SubscriptionOverview(
                requestID: try row[0], requestStatus: try row[1], reason: try row[2], listing: try row[3],
                producer: try row[4], consumer: try row[5], consumerProject: try row[6],
                createdAt: try row[7],
                subscriptionID: try row[8], subscriptionStatus: try row[9], expiresAt: try row[10],
                grantStatus: try row[11], failure: try row[12], database: try row[13],
                shareSchema: try row[14],
                shareView: try row[15])
        }
    }
}
