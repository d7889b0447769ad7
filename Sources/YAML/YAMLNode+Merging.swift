extension YAMLNode {
    /// Lays another tree over this one: the later wins.
    ///
    /// Mappings are merged key by key, to any depth; a sequence or a scalar
    /// replaces what was there whole, and so does an explicit `null` or an empty
    /// value. Keys keep their order, new ones follow. Every node keeps the mark
    /// of the file that it comes from; a merged mapping has the later one's.
    package func merged(with later: YAMLNode) -> YAMLNode {
        guard case .mapping(let base) = self, case .mapping(let over) = later else { return later }
        var entries = base.entries
        var positions: [String: Int] = [:]
        for (position, entry) in entries.enumerated() { positions[entry.key] = position }
        for entry in over.entries {
            guard let position = positions[entry.key] else {
                positions[entry.key] = entries.count
                entries.append(entry)
                continue
            }
            entries[position].value = entries[position].value.merged(with: entry.value)
            entries[position].keyMark = entry.keyMark
        }
        return .mapping(YAMLMapping(entries, mark: over.mark ?? base.mark))
    }
}
