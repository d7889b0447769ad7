package import Tenancy
package import Vocabulary

/// Why the rights of a person cannot be carried out.
package enum ComplianceFailure: Failure, Equatable {
    case nothingDeclared(TenantIdentifier)
    case tableGone(RelationName)
    case columnGone(RelationName, column: String)
    case undeclared(RelationName, column: String)
    case cannotErase(RelationName, column: String, PersonalTable.Erasure, why: String)
    case noSubject(columns: [String])
    case unclearSubject(line: Int, columns: [String])
    case unknownException(String)
    case stillReferenced(RelationName, constraint: String)
    case cascades(RelationName, from: RelationName, constraint: String)
    case folderExists(path: String)
    case emptyText(option: String)
    case retentionUnusable(RelationName, why: String)
    case noAuthority(TenantIdentifier)
    case notOpen(TenantIdentifier, why: String)
    case notGiven(purpose: String)
    case tooLong(RelationName, column: String)

    package var code: FailureCode {
        switch self {
        case .nothingDeclared: "GDP101"
        case .tableGone: "GDP102"
        case .columnGone: "GDP103"
        case .undeclared: "GDP104"
        case .cannotErase: "GDP105"
        case .noSubject: "GDP106"
        case .unknownException: "GDP107"
        case .stillReferenced: "GDP108"
        case .cascades: "GDP109"
        case .folderExists: "GDP110"
        case .emptyText: "GDP111"
        case .retentionUnusable: "GDP112"
        case .noAuthority: "GDP113"
        case .notOpen: "GDP114"
        case .notGiven: "GDP115"
        case .unclearSubject: "GDP116"
        case .tooLong: "GDP117"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .nothingDeclared, .cannotErase, .retentionUnusable, .tooLong: .configuration
        case .noSubject, .unclearSubject, .emptyText, .noAuthority: .usage
        case .unknownException, .notGiven: .notFound
        case .tableGone, .columnGone, .undeclared, .stillReferenced, .cascades, .folderExists, .notOpen: .conflict
        }
    }

    package var message: String {
        switch self {
        case .nothingDeclared(let tenant): "tenant '\(tenant)' declares no table with data on persons"
        case .tableGone(let table): "table \(table.quoted) is declared to hold data on persons and is not there"
        case .columnGone(let table, let column):
            "table \(table.quoted) has no column \(quoted(column)), which is declared"
        case .undeclared(let table, let column):
            "table \(table.quoted) has a column \(quoted(column)) and is not declared to hold data on persons"
        case .cannotErase(let table, let column, let action, let why):
            "column \(quoted(column)) of \(table.quoted) cannot be erased by '\(action.rawValue)': \(why)"
        case .noSubject: "no person is named"
        case .unclearSubject(let line, _): "line \(line) does not say which column it is looked for in"
        case .unknownException(let text): "\(quoted(text)) is no table of the tenant's"
        case .stillReferenced(let table, let constraint):
            "rows of \(table.quoted) refer to the person's, by constraint \(quoted(constraint))"
        case .cascades(let table, let origin, let constraint):
            "rows of \(table.quoted) would change with those of \(origin.quoted), by constraint \(quoted(constraint))"
        case .folderExists(let path): "folder \(quoted(path)) exists"
        case .emptyText(let option): "'\(option)' is empty"
        case .retentionUnusable(let table, let why): "the retention of \(table.quoted) cannot be applied: \(why)"
        case .noAuthority(let tenant): "data of tenant '\(tenant)' may be public archives"
        case .notOpen(let tenant, let why): "tenant '\(tenant)' is \(why)"
        case .notGiven(let purpose): "no consent to \(quoted(purpose)) stands"
        case .tooLong(let table, let column):
            "column \(quoted(column)) of \(table.quoted) is too short for a pseudonym"
        }
    }

    package var detail: String? {
        switch self {
        case .noSubject(let columns), .unclearSubject(_, let columns):
            "persons are found by: \(columns.map { quoted($0) }.joined(separator: ", "))"
        default: nil
        }
    }

    package var hint: String? {
        switch self {
        case .nothingDeclared: "Declare them in the tenant's file, under compliance.privacy.personal_data."
        case .tableGone, .columnGone:
            "Mend the declaration, under compliance.privacy.personal_data; nothing is erased by half."
        case .undeclared(let table, _): "Declare it, or give '--except \(table)' when it holds nothing on persons."
        case .cannotErase: "Declare another action for the column, or let it take null."
        case .noSubject, .unclearSubject: "Write one line each: column=value."
        case .unknownException: "Write schema.table, as 'socle access check' shows it."
        case .stillReferenced: "Declare that table too, so that it is erased first."
        case .cascades(let table, _, _): "Declare that table too, or give '--except \(table)'."
        case .folderExists: "Name a folder that does not exist yet."
        case .emptyText: nil
        case .retentionUnusable: "Mend 'retention' and 'retention_from' of the table in the tenant's file."
        case .noAuthority: "Give '--visa' with the archives' reference, or '--attestation' that they are none."
        case .notOpen: "An erasure runs as the tenant's own login, which is closed now."
        case .notGiven: "'socle privacy consent history' shows what was recorded."
        case .tooLong: "Declare 'set_null' for it, or make the column longer."
        }
    }
}
