import Vocabulary

/// Names the views of a channel, so that a table keeps its name when another one comes.
///
/// Own tables are called after theme and table, `logement_ventes`, those of no
/// theme by their name alone; shares after the tenant who owns the data and the
/// table. Where two would meet, the later one in the order of relations gets a number.
///
/// - Returns: the names in the order of the tables.
func channelViewNames(_ tables: [TenantTable], tenant: TenantIdentifier) -> [Identifier] {
    var taken: Set<String> = []
    return tables.map { table in
        let base: String
        switch table.origin {
        case .own:
            let theme = table.relationSchema.text.dropFirst(tenant.text.count + 1)
            base = theme == "data" ? table.table : "\(theme)_\(table.table)"
        case .subscription:
            base = "\(table.producer)_\(table.table)"
        }
        var number = 1
        while true {
            let ending = number == 1 ? "" : "_\(number)"
            let name = prefix(of: base, bytes: Identifier.byteLimit - ending.utf8.count) + ending
            if taken.insert(name).inserted { return Identifier(derived: name) }
            number += 1
        }
    }
}

/// As many whole characters as fit, so that no letter is cut in two.
private func prefix(of text: String, bytes limit: Int) -> String {
    var bytes = 0
    let kept = text.prefix { character in
        bytes += character.utf8.count
        return bytes <= limit
    }
    return kept.isEmpty ? "_" : String(kept)
}
