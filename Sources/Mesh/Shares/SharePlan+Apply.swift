import FoundationEssentials
import Postgres
import Vocabulary

extension SharePlan {
    /// Does the steps in the present transaction.
    ///
    /// The view is made by the producer's share role, which may read the
    /// producer's tables and nothing else: no superuser owns what others read.
    func apply(in base: borrowing Connection) throws {
        if isEmpty { return }
        let owner = facts.producer.names.share
        if steps.contains(where: \.isMending) {
            // Whoever replaced the view may have taken it as well.
            try base.execute(
                "alter view if exists \(identifier: schema, view) owner to \(identifier: owner)")
        }
        try base.execute("set local role \(identifier: owner)")
        for step in steps {
            for statement in statements(of: step) { try base.execute(statement) }
        }
        try base.execute("reset role")
        try record(in: base)
    }

    private func statements(of step: ShareStep) -> [SQL] {
        let receivers: SQL = facts.receivers.map { "\(identifier: $0)" as SQL }.joined()
        return switch step {
        case .accept: []
        case .makeView, .mendView: salting + [statement]
        case .commentView(let text): ["comment on view \(identifier: schema, view) is \(literal: text)"]
        case .commentColumn(let column, let text):
            ["comment on column \(identifier: schema, view).\(identifier: column) is \(literal: text)"]
        case .openSchema: ["grant usage on schema \(identifier: schema) to \(sql: receivers)"]
        case .openView: ["grant select on \(identifier: schema, view) to \(sql: receivers)"]
        }
    }

    /// Makes the share's salt, if its statement reads one.
    private var salting: [SQL] {
        let salts: SQL = "\(identifier: schema, ShareView.saltTable)"
        guard statement.text.contains(salts.text) else { return [] }
        return [
            "create table if not exists \(sql: salts) (view_name text primary key, salt bytea not null)",
            "comment on table \(sql: salts) is 'Salts of hash masks, for their owner alone.'",
            "comment on column \(sql: salts).view_name is 'The share.'",
            "comment on column \(sql: salts).salt is '32 random bytes before each text that is hashed.'",
            """
            insert into \(sql: salts) (view_name, salt)
            values (\(view), uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
            on conflict do nothing
            """,
        ]
    }

    // MARK: The mesh

    private func record(in base: borrowing Connection) throws {
        if facts.share == nil { try accept(in: base) }
        let isOpen = steps.contains { $0.isMending || $0.isOpening }
        if facts.share != nil, isOpen {
            try base.execute(
                """
                update mesh.subscription_grants
                set definition = pg_get_viewdef(\(sql: viewNumber)), status = 'GRANT_IN_PROGRESS',
                    failure = null,
                    updated_at = now()
                where database = current_database() and share_schema = \(schema) and share_view = \(view)
                    and status <> 'REVOKED'
                """)
        }
        try appendToBothChains(
            [facts.producer.tenantID, facts.consumer.tenantID],
            action: facts.share == nil ? "subscription.approved" : "share.mended",
            object: "\(schema).\(view)",
            detail: [
                "request": .string(facts.requestID), "listing": .string(facts.listing),
                "filters": .array(approval.filters.sorted().map(JSON.string)),
                "expires_at": JSON(approval.expiresAt?.ISO8601Format()),
                "changes": .array(changes.map(JSON.string)),
            ], in: base)
    }

    private func accept(in base: borrowing Connection) throws {
        try base.execute(
            """
            update mesh.subscription_requests
            set status = 'ACCEPTED', decision_comment = \(orNull: approval.comment),
                decided_by = session_user,
                decided_at = now()
            where subscription_request_id = \(facts.requestID)
            """)
        try base.execute(
            """
            insert into mesh.subscriptions (subscription_request_id, listing_id, project_id, expires_at)
            select subscription_request_id, listing_id, project_id, \(orNull: approval.expiresAt)
            from mesh.subscription_requests where subscription_request_id = \(facts.requestID)
            """)
        try base.execute(
            """
            insert into mesh.subscription_filters (subscription_id, asset_filter_id)
            select subscription_id, asset_filter_id from mesh.subscriptions cross join mesh.asset_filters
            where subscription_request_id = \(facts.requestID) and asset_id = \(facts.assetID)
                and name = any (\(approval.filters))
            """)
        try base.execute(
            """
            insert into mesh.subscription_grants (
                subscription_id, database, share_schema, share_view, statement, definition,
                masked_columns, status
            )
            select subscription_id, current_database(), \(schema), \(view), \(statement.text),
                pg_get_viewdef(\(sql: viewNumber)), \(maskedColumns), 'GRANT_IN_PROGRESS'
            from mesh.subscriptions where subscription_request_id = \(facts.requestID)
            """)
    }

    private var viewNumber: SQL {
        """
        (select pg_class.oid from pg_class join pg_namespace on pg_namespace.oid = relnamespace
        where nspname = \(schema) and relname = \(view))
        """
    }
}

extension ShareStep {
    fileprivate var isMending: Bool { if case .mendView = self { true } else { false } }

    fileprivate var isOpening: Bool {
        switch self {
        case .openSchema, .openView: true
        default: false
        }
    }
}
