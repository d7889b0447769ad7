import Postgres
import Vocabulary

extension InspectedTenant.Right: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        (left.grantee ?? "", left.privilege) < (right.grantee ?? "", right.privilege)
    }

    /// Whom a statement means.
    var granteeSQL: SQL { grantee.map { "\(identifier: Identifier(derived: $0))" } ?? "public" }

    /// The right in words, with the name in quotes.
    package var shown: String {
        "\(privilege.lowercased()) from \(grantee.map(quoted) ?? "everyone")\(isGrantable ? ", who may give it on" : "")"
    }
}

extension InspectedTenant.DefaultRight {
    /// The right in words, with names in quotes.
    package var shown: String {
        let place = schema.map { " in \(quoted($0))" } ?? ""
        return "\(right.shown) on \(objectsSQL.text) to come of \(quoted(maker))\(place)"
    }

    var inSchema: SQL { schema.map { "in schema \(identifier: Identifier(derived: $0))" } ?? "" }

    var objectsSQL: SQL {
        switch objects {
        case "r": "tables"
        case "S": "sequences"
        case "f": "functions"
        case "T": "types"
        default: "schemas"
        }
    }
}
