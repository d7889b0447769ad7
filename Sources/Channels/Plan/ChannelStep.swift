import Vocabulary

/// One step of switching a channel.
enum ChannelStep: Hashable {
    case dropView(Identifier)
    case revokeOnSchema(from: String)
    case revokeOnView(Identifier, from: String)
    case openSchema
    case makeView(PublishedView)
    case commentView(Identifier, String)
    case commentColumn(Identifier, column: Identifier, String)
    case openView(Identifier)
    case publish(PublishedView)
    case withdraw(Identifier)
}

extension ChannelStep {
    /// The step in a sentence.
    func sentence(in channel: TenantChannel) -> String {
        let schema = channel.schema
        let login = channel.login
        return switch self {
        case .dropView(let view): "drop view \(quoted("\(schema).\(view)"))"
        case .revokeOnSchema(let role): "close schema \(quoted(schema.text)) to \(quoted(role))"
        case .revokeOnView(let view, let role): "close view \(quoted("\(schema).\(view)")) to \(quoted(role))"
        case .openSchema: "open schema \(quoted(schema.text)) to \(quoted(login.text))"
        case .makeView(let view): "create view \(quoted("\(schema).\(view.name)"))"
        case .commentView(let view, _): "describe view \(quoted("\(schema).\(view)"))"
        case .commentColumn(let view, let column, _):
            "describe column \(quoted(column.text)) of \(quoted("\(schema).\(view)"))"
        case .openView(let view): "let \(quoted(login.text)) read \(quoted("\(schema).\(view)"))"
        case .publish(let view): "put \(quoted(view.title)) into the catalogue"
        case .withdraw(let view): "take \(quoted(view.text)) out of the catalogue"
        }
    }
}
