import Vocabulary

/// One step of making or mending a share.
enum ShareStep: Hashable {
    /// Accept the request: the subscription and the record of its access.
    case accept(listing: String, consumer: String, filters: [String])
    case makeView(name: String)
    /// The view is missing, or is not what was approved.
    case mendView(name: String)
    case commentView(String)
    case commentColumn(Identifier, String)
    case openSchema(name: String, consumer: String)
    case openView(name: String, consumer: String)
}

extension ShareStep: CustomStringConvertible {
    var description: String {
        switch self {
        case .accept(let listing, let consumer, let filters):
            "accept that tenant \(quoted(consumer)) reads \(quoted(listing))"
                + (filters.isEmpty
                    ? " whole" : " through \(filters.map { quoted($0) }.joined(separator: ", "))")
        case .makeView(let name): "create share \(quoted(name))"
        case .mendView(let name): "make share \(quoted(name)) again as it was approved"
        case .commentView: "describe the share"
        case .commentColumn(let column, _): "describe column \(quoted(column.text))"
        case .openSchema(let name, let consumer): "open schema \(quoted(name)) to tenant \(quoted(consumer))"
        case .openView(let name, let consumer): "let tenant \(quoted(consumer)) read \(quoted(name))"
        }
    }
}
