import Vocabulary

/// What a producer lets through to a subscriber: some rows, some columns, or hidden values.
package struct AssetFilter: Hashable, Sendable {
    /// A filter does one of the three; an approval may name several filters.
    package enum Effect: Hashable, Sendable {
        /// Only rows that meet the condition pass.
        case rows(RowFilter)
        /// Only these columns pass.
        case columns([String])
        /// The values of these columns are hidden, each by its mask.
        case masks([String: Mask])
    }

    /// Unique for the asset.
    package var name: String
    package var description: String?
    package var effect: Effect

    package init(name: String, description: String? = nil, effect: Effect) {
        self.name = name
        self.description = description
        self.effect = effect
    }
}

extension AssetFilter: Decodable {
    private enum Keys: String, CodingKey, CaseIterable {
        case name, description
        case rowFilter = "row_filter"
        case includedColumns = "included_columns"
        case columnMasks = "column_masks"
    }

    /// One entry of `column_masks`.
    private struct ColumnMask: Decodable {
        let columnName: String
        let mask: Mask

        private enum Keys: String, CodingKey, CaseIterable {
            case columnName
        }

        init(from decoder: any Decoder) throws {
            columnName = try decoder.container(keyedBy: Keys.self).decode(String.self, forKey: .columnName)
            mask = try Mask(from: decoder)
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        name = try container.name(upTo: 64, forKey: .name)
        description = try container.text(.description, upTo: 2048)
        let kinds: [Keys] = [.rowFilter, .includedColumns, .columnMasks]
        let given = kinds.filter { container.contains($0) }
        guard given.count == 1 else {
            throw MeshFailure.filterOfManyKinds(name: name, kinds: given.map(\.rawValue))
        }
        switch given[0] {
        case .rowFilter:
            effect = .rows(try container.decode(RowFilter.self, forKey: .rowFilter))
        case .includedColumns:
            effect = .columns(try container.decode([String].self, forKey: .includedColumns))
        default:
            var masks: [String: Mask] = [:]
            for entry in try container.decode([ColumnMask].self, forKey: .columnMasks) {
                guard masks.updateValue(entry.mask, forKey: entry.columnName) == nil else {
                    throw MeshFailure.duplicate(kind: "column", name: entry.columnName)
                }
            }
            effect = .masks(masks)
        }
        guard name.unicodeScalars.allSatisfy(Self.isAllowed) else {
            let rule = "Use letters, digits, underscores, hyphens and spaces."
            throw NameFailure(kindOfName: "filter name", text: name, reason: .pattern(rule))
        }
    }

    /// DataZone's `[\w -]`, for letters of every script.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            || "_- ".unicodeScalars.contains(scalar)
    }
}
