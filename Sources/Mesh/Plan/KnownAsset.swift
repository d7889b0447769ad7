/// An asset that the mesh knows, with what only the mesh knows of it.
package struct KnownAsset: Hashable, Sendable {
    /// What people said of it; links to terms stand in full.
    package var asset: Asset
    /// The names and types of its columns, in their order.
    package var columns: [ColumnOfLoad]
    /// Filters with which a subscription that stands was approved.
    package var filtersInUse: Set<String>

    package init(asset: Asset, columns: [ColumnOfLoad], filtersInUse: Set<String> = []) {
        self.asset = asset
        self.columns = columns
        self.filtersInUse = filtersInUse
    }

    /// A column as the last load named it; the type is its word, not the server's.
    package struct ColumnOfLoad: Hashable, Sendable {
        package let name: String
        package let type: String

        package init(name: String, type: String) {
            self.name = name
            self.type = type
        }
    }
}
