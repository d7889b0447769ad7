import Postgres
import Tenancy
import Vocabulary

/// What is to be done so that a channel shows what the mesh says: a list of steps, possibly none.
package struct ChannelPlan: Hashable {
    package let channel: TenantChannel
    let steps: [ChannelStep]

    /// Tables that the mesh knows and the database has not, such as one that was dropped by hand.
    package let missingTables: [String]

    package var isEmpty: Bool { steps.isEmpty }

    /// The steps in sentences.
    package var changes: [String] { steps.map { $0.sentence(in: channel) } }

    /// Compares what a channel shall show with what is there; reaches no server.
    ///
    /// - Throws: ``ChannelFailure``.
    init(enabling channel: TenantChannel, _ tables: [TenantTable], _ inspection: ChannelInspection) throws {
        guard inspection.hasLogin, let owner = inspection.schemaOwner else {
            throw ChannelFailure.notDeclared(
                channel: channel.channel.rawValue, tenant: channel.tenant.identifier.text)
        }
        guard owner == channel.owner.text else {
            throw ChannelFailure.foreignSchema(schema: channel.schema.text, owner: owner)
        }
        let present = tables.filter { !inspection.columns(of: $0).isEmpty }
        let names = channelViewNames(present, tenant: channel.tenant.identifier)
        let views = zip(present, names).map {
            Self.view($0, named: $1, inspection.columns(of: $0), in: channel)
        }
        self.channel = channel
        missingTables = tables.filter { inspection.columns(of: $0).isEmpty }
            .map { "\($0.relationSchema).\($0.relationName)" }
        let wanted = Set(views.map(\.name.text))
        steps =
            Self.removals(of: inspection, keeping: wanted)
            + Self.schemaSteps(channel, inspection)
            + views.flatMap { Self.viewSteps($0, channel, inspection) }
    }

    /// Takes everything away that is there; reaches no server.
    init(disabling channel: TenantChannel, _ inspection: ChannelInspection) {
        self.channel = channel
        missingTables = []
        steps =
            Self.removals(of: inspection, keeping: [])
            + Set(inspection.schemaRights.map(grantee)).sorted().map { .revokeOnSchema(from: $0) }
    }

    private static func view(
        _ table: TenantTable, named name: Identifier, _ columns: [ChannelInspection.Column],
        in channel: TenantChannel
    ) -> PublishedView {
        PublishedView(
            name: name, title: table.title, description: table.description, owner: table.owner,
            terms: table.terms,
            origin: table.origin.rawValue, refreshedAt: table.refreshedAt,
            statement: statement(of: table, named: name, columns, in: channel).text,
            columns: columns.map { column in
                let words = table.columns[column.name.text]
                return PublishedView.Column(
                    name: column.name, type: column.type, description: words?.said ?? column.name.text,
                    terms: words?.terms ?? [], isMasked: table.maskedColumns.contains(column.name.text))
            })
    }

    private static func removals(of inspection: ChannelInspection, keeping wanted: Set<String>)
        -> [ChannelStep]
    {
        let views = Set(inspection.views.keys).subtracting(wanted).sorted()
        let rows = Set(inspection.published.keys).subtracting(wanted).sorted()
        return views.map { .dropView(Identifier(derived: $0)) }
            + rows.map { .withdraw(Identifier(derived: $0)) }
    }

    private static func schemaSteps(_ channel: TenantChannel, _ inspection: ChannelInspection)
        -> [ChannelStep]
    {
        let wanted = "\(channel.login) USAGE"
        let strangers = Set(inspection.schemaRights.subtracting([wanted]).map(grantee)).sorted()
        let isOpen = inspection.schemaRights.contains(wanted) && !strangers.contains(channel.login.text)
        return strangers.map { .revokeOnSchema(from: $0) } + (isOpen ? [] : [.openSchema])
    }

    private static func viewSteps(
        _ view: PublishedView, _ channel: TenantChannel, _ inspection: ChannelInspection
    ) -> [ChannelStep] {
        let name = view.name
        let found = inspection.views[name.text]
        let published = inspection.published[name.text]
        let isSame =
            published?.statement == view.statement
            && found?.definition == inspection.recordedDefinitions[name.text]
        // A view that is made anew has neither comments nor rights.
        let kept = isSame ? found : nil
        var steps: [ChannelStep] = []
        if kept == nil { steps += (found == nil ? [] : [.dropView(name)]) + [.makeView(view)] }
        if kept?.comment != view.comment { steps.append(.commentView(name, view.comment)) }
        for column in view.columns where kept?.columnComments[column.name.text] != column.comment {
            steps.append(.commentColumn(name, column: column.name, column.comment))
        }
        let wanted = "\(channel.login) SELECT"
        let strangers = Set((kept?.rights ?? []).subtracting([wanted]).map(grantee)).sorted()
        steps += strangers.map { .revokeOnView(name, from: $0) }
        if kept?.rights.contains(wanted) != true || strangers.contains(channel.login.text) {
            steps.append(.openView(name))
        }
        if kept == nil || published != view { steps.append(.publish(view)) }
        return steps
    }
}

extension ChannelInspection {
    fileprivate func columns(of table: TenantTable) -> [Column] {
        columns[Relation(schema: table.relationSchema.text, name: table.relationName.text)] ?? []
    }
}

/// The role of `role RIGHT`; its name may have spaces.
private func grantee(_ right: String) -> String {
    String(right[..<(right.lastIndex(of: " ") ?? right.endIndex)])
}
