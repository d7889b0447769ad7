import FoundationEssentials
import Postgres
import Vocabulary

/// The view by which a consumer reads a producer's table.
struct ShareView: Hashable {
    /// Share schema of the producer.
    let schema: Identifier
    let name: Identifier
    let sourceSchema: Identifier
    let sourceTable: Identifier
    let selection: ShareSelection
    /// From when no row is shown any more.
    let expiresAt: Date?

    /// Where a producer keeps the salts of its shares; each share's own name has a `_`.
    static let saltTable = Identifier(derived: "salts")

    /// The statement that makes the view.
    ///
    /// It names every column, so that one that comes later is shown to nobody. It
    /// is a security barrier, so that no function of a reader sees a row before
    /// the filter does; expiry is a part of it and needs no scheduler.
    var statement: SQL {
        get throws {
            let columns = try selection.columns.map { selected -> SQL in
                let name = selected.column.name
                guard let mask = selected.mask else { return "    source.\(identifier: name)" }
                let expression = try mask.expression(for: selected.column, salt: salt)
                return "    \(sql: expression) as \(identifier: name)"
            }
            var statement: SQL = """
                create or replace view \(identifier: schema, name) with (security_barrier) as
                select
                \(sql: columns.joined(separator: ",\n"))
                from \(identifier: sourceSchema, sourceTable) as source
                """
            if !conditions.isEmpty {
                statement = "\(sql: statement)\nwhere \(sql: conditions.joined(separator: "\n    and "))"
            }
            return statement
        }
    }

    private var conditions: [SQL] {
        guard let expiresAt else { return selection.conditions }
        // A transaction, a cursor or a message of several statements that began before the end
        // must not read on after it, which now() and statement_timestamp() would let it.
        return ["clock_timestamp() < \(literal: expiresAt.ISO8601Format())::timestamptz"] + selection.conditions
    }

    /// The salt, which the view's owner alone may read: a view's text is open to all.
    private var salt: SQL {
        """
        (select salts.salt from \(identifier: schema, Self.saltTable) as salts \
        where salts.view_name = \(literal: name.text))
        """
    }
}

extension ShareView {
    /// A name for a new share: the consumer, then the table, then a number where that is taken.
    static func name(consumer: TenantIdentifier, table: String, taken: Set<String>) -> Identifier {
        var number = 1
        while true {
            let ending = number == 1 ? "" : "_\(number)"
            let room = Identifier.byteLimit - consumer.text.utf8.count - 1 - ending.utf8.count
            let name = "\(consumer)_\(prefix(of: table, bytes: room))\(ending)"
            if !taken.contains(name) { return Identifier(derived: name) }
            number += 1
        }
    }

    /// As many whole characters as fit, so that no letter is cut in two.
    private static func prefix(of text: String, bytes limit: Int) -> String {
        var bytes = 0
        return String(
            text.prefix { character in
                bytes += character.utf8.count
                return bytes <= limit
            })
    }
}
