import Postgres

extension Publisher {
    func publishInPlace(
        on connection: borrowing Connection, _ finish: (borrowing Connection, Publication) throws -> Void
    ) throws -> Publication {
        try connection.transaction { connection in
            tell(.writing)
            try prepareTable(on: connection)
            var result: Publication
            if request.mode == .replace {
                let key = try referencedKey(on: connection)
                if key.isEmpty {
                    result = Publication(way: .inPlace)
                    result.deleted = try connection.execute("delete from \(sql: staging.targetName)")
                    result.inserted = try insert(on: connection)
                } else {
                    // Others refer to rows by this key: those that stay are not deleted in between.
                    result = try KeyedRows(staging: staging, key: key, deletesMissing: true).merge(on: connection)
                    result.way = .difference
                }
            } else {
                result = Publication(way: .inPlace)
                result.inserted = try insert(on: connection)
            }
            try endInPlace(on: connection)
            try finish(connection, result)
            return result
        }
    }

    func publishByKey(
        on connection: borrowing Connection, _ finish: (borrowing Connection, Publication) throws -> Void
    ) throws -> Publication {
        try connection.transaction { connection in
            tell(.writing)
            let rows = KeyedRows(staging: staging, key: request.key, deletesMissing: deletesMissing)
            if staging.source == nil {
                try rows.createTable(history: request.mode == .history, on: connection)
                try label(on: connection)
            } else {
                try prepareTable(on: connection)
            }
            try connection.execute("analyze \(sql: staging.name)")
            let result =
                request.mode == .merge
                ? try rows.merge(on: connection) : try rows.keepHistory(on: connection)
            try endInPlace(on: connection)
            try finish(connection, result)
            return result
        }
    }

    /// Holds off other writers, not readers, and changes the columns as the rule of evolution says.
    private func prepareTable(on connection: borrowing Connection) throws {
        try connection.execute("lock table \(sql: staging.targetName) in share row exclusive mode")
        for (statement, text) in try staging.evolution.changes(of: staging.targetName) {
            do {
                try connection.execute(statement)
            } catch SQLState.featureNotSupported {
                throw LoadFailure.cannotEvolve(table: request.name, statement: text)
            }
        }
    }

    @discardableResult
    func insert(on connection: borrowing Connection) throws -> Int {
        let names = try columnList(staging.keptColumns)
        return try connection.execute(
            """
            insert into \(sql: staging.targetName) (\(sql: names)) select \(sql: names) from \(sql: staging.name)
            """)
    }

    private func endInPlace(on connection: borrowing Connection) throws {
        try staging.drop(on: connection)
        tell(.analyzing)
        try connection.execute("analyze \(sql: staging.targetName)")
    }

    /// The columns by which foreign keys of other tables refer to rows; none when no other table does.
    private func referencedKey(on connection: borrowing Connection) throws -> [String] {
        try connection.query(
            """
            select attname::text
            from (
                select confrelid, confkey from pg_constraint
                where confrelid = \(sql: staging.oid(of: staging.target)) and contype = 'f' and conrelid <> confrelid
                order by oid limit 1
            ) as reference
            join pg_attribute on attrelid = confrelid and attnum = any(confkey)
            order by attnum
            """
        ) { row in try row[0] }
    }
}
