import Formats
import Vocabulary

/// What is wrong with rows, and thereby which they are.
package enum QualityPlace: Hashable, Sendable {
    /// No value, and no reason for it in the column of reasons where there is one.
    case empty(column: String, status: String?)
    /// A column that is promised and that the source lacks.
    case absent(column: String)
    /// No value, for a reason.
    case secret(column: String, status: String)
    /// Refused for a reason, by its stable word.
    case refused(reason: String, column: String?, firstLine: Int)
    /// Refused beyond those that are kept.
    case unkept
    /// Loaded after something had been mended.
    case mended(kind: String, firstLine: Int?)
    /// No value in a column of the key.
    case keyless(key: [String])
    /// The key of another row.
    case shared(key: [String])
    /// The newest rows, which are too old.
    case old(column: String, newest: String, days: Int)
    /// All rows, from a file that is too old.
    case oldFile(days: Int)
    /// A value that a list lacks.
    case unlisted(column: String, list: QualityContract.List, yearIsDate: Bool)

    /// What a place is part of: the load, and its table as it is called now.
    package struct Load {
        package let tenant: String
        package let loadID: String
        package let schema: String
        package let table: String

        package init(tenant: String, loadID: String, schema: String, table: String) {
            self.tenant = tenant
            self.loadID = loadID
            self.schema = schema
            self.table = table
        }
    }

    var column: String? {
        switch self {
        case .empty(let column, _), .absent(let column), .secret(let column, _), .old(let column, _, _),
            .unlisted(let column, _, _):
            column
        case .refused(_, let column, _): column
        case .keyless(let key), .shared(let key): key.joined(separator: ", ")
        case .unkept, .mended, .oldFile: nil
        }
    }

    var words: String {
        switch self {
        case .empty: "no value"
        case .absent: "the source has no such column"
        case .secret: "no value, for a reason that is given"
        case .refused(let reason, _, let line):
            "refused: \(reason.replacing("_", with: " ")), first on line \(line)"
        case .unkept: "refused beyond those that are kept"
        case .mended(let kind, let line):
            (Repair.Kind(rawValue: kind)?.description ?? kind) + (line.map { ", first on line \($0)" } ?? "")
        case .keyless: "no value in the key"
        case .shared: "the key of another row"
        case .old(_, let newest, let days): "the newest is of \(newest), \(days) days ago"
        case .oldFile(let days): "the file was written \(days) days ago"
        case .unlisted(_, let list, _):
            "not in \(list.schema).\(list.table)" + (list.year.map { " of \($0.words)" } ?? "")
        }
    }

    func rows(of load: Load) -> String {
        let all = "select * from \(sqlName(load.schema)).\(sqlName(load.table))"
        return switch self {
        case .refused, .unkept: "socle load rejects \(load.tenant) --load \(load.loadID)"
        case .mended: "select * from socle.own_repairs where load_id = '\(load.loadID)'"
        case .absent, .oldFile: all
        case .old(let column, let newest, _): "\(all) where \(sqlName(column)) = '\(newest)'"
        case .empty(let column, let status):
            "\(all) where \(sqlName(column)) is null" + (status.map { " and \(sqlName($0)) is null" } ?? "")
        case .secret(_, let status): "\(all) where \(sqlName(status)) is not null"
        case .keyless(let key): "\(all) where " + key.map { "\(sqlName($0)) is null" }.joined(separator: " or ")
        case .shared(let key):
            """
            \(all) where (\(key.map(sqlName).joined(separator: ", "))) in (\
            \(Self.sharedKeys(key, of: "\(sqlName(load.schema)).\(sqlName(load.table))")))
            """
        case .unlisted(let column, let list, let yearIsDate):
            "\(all) as loaded where \(Self.isUnlisted(column, list, yearIsDate: yearIsDate))"
        }
    }

    /// The keys that several rows have.
    static func sharedKeys(_ key: [String], of table: String) -> String {
        let names = key.map(sqlName).joined(separator: ", ")
        return "select \(names) from \(table) group by \(names) having count(*) > 1"
    }

    /// Whether a row, as `loaded`, has a value that a list lacks.
    static func isUnlisted(_ column: String, _ list: QualityContract.List, yearIsDate: Bool) -> String {
        var condition = "list.\(sqlName(list.column.text))::text = loaded.\(sqlName(column))::text"
        if let year = list.year {
            let value =
                switch year.value {
                case .fixed(let number): "'\(number)'"
                case .ofColumn(let name) where yearIsDate: "extract(year from loaded.\(sqlName(name)))::text"
                case .ofColumn(let name): "loaded.\(sqlName(name))::text"
                }
            condition += " and list.\(sqlName(year.column.text))::text = \(value)"
        }
        let name = "\(sqlName(list.schema.text)).\(sqlName(list.table.text))"
        return """
            loaded.\(sqlName(column)) is not null and not exists (select from \(name) as list where \(condition))
            """
    }
}

extension QualityContract.Year {
    fileprivate var words: String {
        switch value {
        case .fixed(let number): String(number)
        case .ofColumn(let name): "the year in \(name)"
        }
    }
}
