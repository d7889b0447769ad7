/// A cell of a grid: what stands in it, in one line and cut where it is long, and what it is.
struct GridCell: Hashable {
    var text: String
    var kind: CellKind

    static let empty = GridCell(text: "", kind: .empty)

    init(text: String, kind: CellKind) {
        self.text = text
        self.kind = kind
    }

    /// A cell of a source that has nothing but texts.
    init(_ text: String) {
        var bytes = text
        self.init(text: text, kind: bytes.withUTF8 { CellKind($0) })
    }

    var isEmpty: Bool { kind == .empty }
}
