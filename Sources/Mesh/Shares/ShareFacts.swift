import FoundationEssentials
import Postgres
import Vocabulary

/// What the mesh knows of a request, of its two sides and of the share that came of it.
struct ShareFacts: Hashable {
    /// A tenant that gives or receives.
    struct Side: Hashable {
        let tenantID: UUID
        let names: TenantNames
        let placement: Placement
        let database: String
    }

    let requestID: String
    let requestStatus: String
    let listing: String
    let listingIsActive: Bool
    let assetID: String
    /// The producer's table.
    let schema: Identifier
    let table: Identifier
    let title: String
    let description: String?
    let terms: [String]
    let assetDatabase: String
    let producer: Side
    let producerName: String
    let consumer: Side
    /// The share, nil before the approval.
    let share: Share?

    /// What an approval made.
    struct Share: Hashable {
        let subscriptionID: String
        /// APPROVED, REVOKED or CANCELLED.
        let status: String
        let expiresAt: Date?
        let grantStatus: String
        let schema: Identifier
        let view: Identifier
        let statement: String
        let definition: String
        let maskedColumns: [String]
        let filters: [String]

        var isStanding: Bool { status == "APPROVED" }
    }

    /// The table as messages name it.
    var tableName: String { "\(schema).\(table)" }

    /// The roles of the consumer that receive rights on the share.
    var receivers: [Identifier] { [consumer.names.read, consumer.names.share] }

    /// Finds a request by its own identifier or by that of its subscription.
    ///
    /// - Parameter locked: whether other transactions shall wait until this one ends.
    /// - Throws: ``MeshFailure/unknown(kind:name:nearest:)``.
    static func find(_ id: String, locked: Bool, in base: borrowing Connection) throws -> ShareFacts {
        let requestID: String? = try base.first(
            """
            select subscription_request_id from mesh.subscription_requests
            left join mesh.subscriptions using (subscription_request_id)
            where \(id) in (subscription_request_id, subscription_id)
            """
        ) { row in try row[0] }
        guard let requestID else {
            throw MeshFailure.unknown(kind: "request or subscription", name: id, nearest: nil)
        }
        if locked {
            try base.execute(
                """
                select from mesh.subscription_requests
                where subscription_request_id = \(requestID) for update
                """)
        }
        let facts = try base.first(
            "select * from mesh.share_facts where subscription_request_id = \(requestID)", ShareFacts.init)
        guard let facts else { throw MeshFailure.unknown(kind: "request", name: id, nearest: nil) }
        return facts
    }
}

extension ShareFacts {
    fileprivate init(_ row: Row) throws {
        self.init(
            requestID: try row["subscription_request_id"], requestStatus: try row["request_status"],
            listing: try row["listing"], listingIsActive: try row["listing_status"] as String == "ACTIVE",
            assetID: try row["asset_id"], schema: try row["schema_name"], table: try row["table_name"],
            title: try row["title"], description: try row["description"], terms: try row["terms"],
            assetDatabase: try row["asset_database"], producer: try Side(row, "producer"),
            producerName: try row["producer_name"], consumer: try Side(row, "consumer"), share: try Share(row)
        )
    }
}

extension ShareFacts.Side {
    fileprivate init(_ row: Row, _ side: String) throws {
        self.init(
            tenantID: try row["\(side)_id"], names: TenantNames(try row[side]),
            placement: try row["\(side)_placement"], database: try row["\(side)_database"])
    }
}

extension ShareFacts.Share {
    fileprivate init?(_ row: Row) throws {
        guard let subscriptionID: String = try row["subscription_id"] else { return nil }
        self.init(
            subscriptionID: subscriptionID, status: try row["subscription_status"],
            expiresAt: try row["expires_at"], grantStatus: try row["grant_status"],
            schema: try row["share_schema"],
            view: try row["share_view"], statement: try row["statement"], definition: try row["definition"],
            maskedColumns: try row["masked_columns"], filters: try row["filters"])
    }
}
