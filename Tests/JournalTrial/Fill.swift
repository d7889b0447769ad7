package import FoundationEssentials
package import Journal
import Postgres
import Vocabulary

/// A procedure of a few statements, each of which can be run again.
package struct Fill: Procedure {
    package typealias Context = String
    package static let kind = "trial.fill"
    package let tenant: UUID?
    /// The table that it makes.
    package let table: String
    package let rows: Int

    package init(tenant: UUID?, table: String, rows: Int) {
        self.tenant = tenant
        self.table = table
        self.rows = rows
    }

    package static let steps: [Step<Fill>] = [
        Step("look", "Look whether the name is free.") { fill, context in
            ["rows": JSON(fill.rows)]
        },
        Step("make", "Make the table.") { fill, context in
            let base = try Connection(to: ConnectionParameters(url: context.values))
            try base.execute("create table if not exists \(identifier: Identifier(fill.table)) (n integer primary key)")
            return nil
        } undo: { fill, context in
            let base = try Connection(to: ConnectionParameters(url: context.values))
            try base.execute("drop table if exists \(identifier: Identifier(fill.table))")
        },
        Step("fill", "Fill the table.") { fill, context in
            let base = try Connection(to: ConnectionParameters(url: context.values))
            try context.report(["rows": 0])
            let rows = try base.execute(
                """
                insert into \(identifier: Identifier(fill.table)) select generate_series(1, \(fill.rows))
                on conflict do nothing
                """)
            return ["rows": JSON(rows), "wanted": context.detail(of: "look")?["rows"] ?? .null]
        } undo: { fill, context in
            let base = try Connection(to: ConnectionParameters(url: context.values))
            try base.execute("truncate \(identifier: Identifier(fill.table))")
        },
        Step("publish", "Let everyone read the table.", .pointOfNoReturn) { fill, context in
            let base = try Connection(to: ConnectionParameters(url: context.values))
            try base.execute("grant select on \(identifier: Identifier(fill.table)) to public")
            return nil
        },
    ]
}
