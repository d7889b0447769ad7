import Postgres
import Vocabulary

extension Mask {
    /// What stands in a view in place of a column of `source`.
    ///
    /// The column's type stays where the mask can keep it; a masked `varchar` or
    /// `char` becomes `text`, which three more stars or 64 digits fit into. A domain
    /// becomes what it is made of, any other type of a tenant's own `text`.
    ///
    /// - Parameter salt: an expression that gives the share's salt to the view's owner alone.
    /// - Throws: ``FilterProblem/unsuitableMask(_:column:type:suits:)``.
    func expression(for column: TableColumn, salt: SQL) throws -> SQL {
        let value: SQL = "source.\(identifier: column.name)"
        let type = column.type
        switch self {
        case .null:
            return "null::\(raw: type.safeName)"
        case .redact:
            guard type.isText else { throw unsuitable(column, suits: "texts") }
            return "'***'::text"
        case .hash:
            guard type.isText else { throw unsuitable(column, suits: "texts") }
            return "encode(sha256(\(sql: salt) || convert_to(\(sql: value)::text, 'UTF8')), 'hex')"
        case .partial(let keep):
            guard type.isText else { throw unsuitable(column, suits: "texts") }
            // A text that is no longer than what may be shown would be shown whole.
            return """
                case when char_length(\(sql: value)::text) > \(raw: "\(keep)") \
                then left(\(sql: value)::text, \(raw: "\(keep)")) || '***' \
                when \(sql: value) is not null then '***' end
                """
        case .year:
            switch type.family {
            case .date: return "date_trunc('year', \(sql: value)::timestamp)::date"
            case .timestamp: return "date_trunc('year', \(sql: value))::\(raw: type.name)"
            case .timestampWithZone: return "date_trunc('year', \(sql: value), 'UTC')::\(raw: type.name)"
            default: throw unsuitable(column, suits: "dates and times")
            }
        }
    }

    private func unsuitable(_ column: TableColumn, suits: String) -> FilterProblem {
        .unsuitableMask(kind.rawValue, column: column.name.text, type: column.type.name, suits: suits)
    }
}
