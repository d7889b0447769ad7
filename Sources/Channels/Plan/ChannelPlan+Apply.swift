import Audit
import Postgres
import Tenancy
import Vocabulary

extension ChannelPlan {
    /// The statement that makes a view.
    ///
    /// It names every column, so that one that comes later waits for the next
    /// plan. It is no security barrier: it hides nothing, and a barrier would
    /// cost a reader his indexes. A share below it has its own.
    static func statement(
        of table: TenantTable, named name: Identifier, _ columns: [ChannelInspection.Column],
        in channel: TenantChannel
    ) -> SQL {
        let list = columns.map { "    source.\(identifier: $0.name)" as SQL }.joined(separator: ",\n")
        return """
            create view \(identifier: channel.schema, name) as
            select
            \(sql: list)
            from \(identifier: table.relationSchema, table.relationName) as source
            """
    }

    /// Does the steps in the present transaction, with its audit row.
    ///
    /// The views are made by the tenant's share role, so that what a reader sees
    /// is never more than that role may.
    func apply(in data: borrowing Connection) throws {
        if isEmpty { return }
        for step in steps { try perform(step, in: data) }
        try AuditTrail.append(
            AuditEvent(
                tenantID: channel.tenant.tenantID, action: "channel.changed", object: channel.schema.text,
                detail: .array(changes.map(JSON.string))),
            in: data)
    }

    private func perform(_ step: ChannelStep, in data: borrowing Connection) throws {
        let schema = channel.schema
        switch step {
        case .dropView(let view):
            try data.execute("drop view \(identifier: schema, view)")
        case .revokeOnSchema(let role):
            try data.execute("revoke all on schema \(identifier: schema) from \(sql: grantee(role))")
        case .revokeOnView(let view, let role):
            try data.execute("revoke all on \(identifier: schema, view) from \(sql: grantee(role))")
        case .openSchema:
            try asOwner(
                "grant usage on schema \(identifier: schema) to \(identifier: channel.login)", in: data)
        case .makeView(let view):
            try asOwner(SQL(raw: view.statement), in: data)
        case .commentView(let view, let text):
            try asOwner("comment on view \(identifier: schema, view) is \(literal: text)", in: data)
        case .commentColumn(let view, let column, let text):
            try asOwner(
                "comment on column \(identifier: schema, view).\(identifier: column) is \(literal: text)",
                in: data)
        case .openView(let view):
            try asOwner(
                "grant select on \(identifier: schema, view) to \(identifier: channel.login)", in: data)
        case .publish(let view):
            for statement in view.recording(in: channel) { try data.execute(statement) }
        case .withdraw(let view):
            try data.execute(
                "delete from socle.published_views where schema_name = \(schema) and view_name = \(view)")
        }
    }

    private func asOwner(_ statement: SQL, in data: borrowing Connection) throws {
        try data.execute("set local role \(identifier: channel.owner)")
        try data.execute(statement)
        try data.execute("reset role")
    }

    private func grantee(_ role: String) -> SQL {
        role == "public" ? "public" : "\(identifier: Identifier(derived: role))"
    }
}
