import Vocabulary

extension QualityPlace {
    /// The members by which a finding is kept.
    var members: [JSON.Member] {
        func members(_ kind: String, _ facts: [(String, JSON?)]) -> [JSON.Member] {
            ([("kind", .string(kind))] + facts).compactMap { name, value in value.map { JSON.Member(name, $0) } }
        }
        return switch self {
        case .empty(let column, let status):
            members("empty", [("column", .string(column)), ("status", status.map(JSON.string))])
        case .absent(let column): members("absent", [("column", .string(column))])
        case .secret(let column, let status):
            members("secret", [("column", .string(column)), ("status", .string(status))])
        case .refused(let reason, let column, let line):
            members(
                "refused",
                [("reason", .string(reason)), ("column", column.map(JSON.string)), ("first_line", JSON(line))])
        case .unkept: members("unkept", [])
        case .mended(let kind, let line):
            members("mended", [("repair", .string(kind)), ("first_line", line.map { JSON($0) })])
        case .keyless(let key): members("keyless", [("key", .array(key.map(JSON.string)))])
        case .shared(let key): members("shared", [("key", .array(key.map(JSON.string)))])
        case .old(let column, let newest, let days):
            members("old", [("column", .string(column)), ("newest", .string(newest)), ("days", JSON(days))])
        case .oldFile(let days): members("old_file", [("days", JSON(days))])
        case .unlisted(let column, let list, let yearIsDate):
            members(
                "unlisted",
                [("column", .string(column)), ("list", list.json), ("year_is_date", .bool(yearIsDate))])
        }
    }

    /// Reads the members of a finding back; nil for what is none.
    init?(_ json: JSON) {
        let column = json["column"]?.text
        let key = json["key"]?.elements.compactMap(\.text) ?? []
        let place: QualityPlace? =
            switch json["kind"]?.text {
            case "empty": column.map { .empty(column: $0, status: json["status"]?.text) }
            case "absent": column.map { .absent(column: $0) }
            case "secret":
                column.flatMap { name in
                    json["status"]?.text.map { .secret(column: name, status: $0) }
                }
            case "refused":
                json["reason"]?.text.map {
                    .refused(reason: $0, column: column, firstLine: json["first_line"]?.integer ?? 0)
                }
            case "unkept": .unkept
            case "mended": json["repair"]?.text.map { .mended(kind: $0, firstLine: json["first_line"]?.integer) }
            case "keyless": .keyless(key: key)
            case "shared": .shared(key: key)
            case "old":
                column.flatMap { name in
                    json["newest"]?.text.map { .old(column: name, newest: $0, days: json["days"]?.integer ?? 0) }
                }
            case "old_file": .oldFile(days: json["days"]?.integer ?? 0)
            case "unlisted":
                column.flatMap { name in
                    json["list"].flatMap(QualityContract.List.init).map {
                        .unlisted(column: name, list: $0, yearIsDate: json["year_is_date"] == .bool(true))
                    }
                }
            default: nil
            }
        guard let place else { return nil }
        self = place
    }
}

extension QualityContract.List {
    fileprivate var json: JSON {
        var members = [
            JSON.Member("schema", .string(schema.text)), JSON.Member("table", .string(table.text)),
            JSON.Member("column", .string(column.text)),
        ]
        if let year {
            members.append(JSON.Member("year_column", .string(year.column.text)))
            switch year.value {
            case .fixed(let number): members.append(JSON.Member("year", JSON(number)))
            case .ofColumn(let name): members.append(JSON.Member("year_of", .string(name)))
            }
        }
        return .object(members)
    }

    fileprivate init?(_ json: JSON) {
        func name(_ member: String) -> Identifier? { json[member]?.text.flatMap { try? Identifier($0) } }
        guard let schema = name("schema"), let table = name("table"), let column = name("column") else { return nil }
        self.init(schema: schema, table: table, column: column)
        guard let yearColumn = name("year_column") else { return }
        if let number = json["year"]?.integer {
            year = QualityContract.Year(column: yearColumn, is: .fixed(number))
        } else if let column = json["year_of"]?.text {
            year = QualityContract.Year(column: yearColumn, is: .ofColumn(column))
        }
    }
}
