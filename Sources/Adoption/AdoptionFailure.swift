package import Vocabulary

/// Why a client's database cannot be adopted.
package enum AdoptionFailure: Failure, Equatable {
    case passwordInAddress
    case addressLacks(String)
    case sourceTooOld(version: Int)
    case catalogEmpty
    case nothingToTake(source: String)
    case themeNotDeclared(String, declared: [String])
    case noSuchSchema(String, known: [String])
    case planVersion(Int)
    case noSuchTable(String)
    case noSuchColumn(String)
    case noSuchKey(String, table: String)
    case plannedTwice(String)
    case unreadable(String)
    case noColumns(String)
    case unusableName(String, source: String)
    case nameTwice(String, source: String)
    case targetExists(String, source: String)
    case typeNotOffered(String, column: String, from: String)
    case ruleDoesNotFit(CleaningRule, column: String, type: String)
    case tooLarge(bytes: Int, offered: Int)
    case tooManyObjects(count: Int, offered: Int)
    case keyBroken(String, columns: [String], rows: Int)
    case keyHasNulls(String, columns: [String])
    case orphans(String, columns: [String], target: String, rows: Int)
    case brokenRow(String)
    case lostCount(String)
    case refusalsTooLarge(String, limit: Int)
    case tooManyRejects(String, rejected: Int, read: Int, budget: String)
    case sourceChanged([String])
    case sidesDiffer([String])

    package var code: FailureCode {
        switch self {
        case .passwordInAddress: "ADP101"
        case .addressLacks: "ADP102"
        case .sourceTooOld: "ADP103"
        case .catalogEmpty: "ADP104"
        case .nothingToTake: "ADP105"
        case .themeNotDeclared: "ADP106"
        case .noSuchSchema: "ADP107"
        case .planVersion: "ADP108"
        case .noSuchTable: "ADP109"
        case .noSuchColumn: "ADP110"
        case .noSuchKey: "ADP111"
        case .plannedTwice: "ADP112"
        case .unreadable: "ADP113"
        case .noColumns: "ADP114"
        case .unusableName: "ADP115"
        case .nameTwice: "ADP116"
        case .targetExists: "ADP117"
        case .typeNotOffered: "ADP118"
        case .ruleDoesNotFit: "ADP119"
        case .tooLarge: "ADP120"
        case .keyBroken: "ADP121"
        case .keyHasNulls: "ADP122"
        case .orphans: "ADP123"
        case .brokenRow: "ADP124"
        case .lostCount: "ADP125"
        case .refusalsTooLarge: "ADP126"
        case .tooManyRejects: "ADP127"
        case .sourceChanged: "ADP128"
        case .sidesDiffer: "ADP129"
        case .tooManyObjects: "ADP130"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .passwordInAddress, .addressLacks: .usage
        case .sourceTooOld: .configuration
        case .themeNotDeclared, .noSuchSchema, .planVersion, .noSuchTable, .noSuchColumn, .noSuchKey, .plannedTwice,
            .noColumns, .unusableName, .nameTwice, .typeNotOffered, .ruleDoesNotFit, .nothingToTake, .keyBroken,
            .keyHasNulls, .orphans, .refusalsTooLarge, .tooManyRejects:
            .invalidData
        case .unreadable: .denied
        case .targetExists, .tooLarge, .tooManyObjects, .sourceChanged: .conflict
        case .catalogEmpty, .brokenRow, .lostCount, .sidesDiffer: .internal
        }
    }

    package var message: String {
        switch self {
        case .passwordInAddress: "the address of the source holds a password"
        case .addressLacks(let part): "the address of the source names no \(part)"
        case .sourceTooOld(let version): "the source is PostgreSQL \(version / 10_000), older than 12"
        case .catalogEmpty: "the source's catalog does not know its own database"
        case .nothingToTake(let source): "nothing of \(quoted(source)) is taken"
        case .themeNotDeclared(let theme, _): "theme \(quoted(theme)) is not declared for the tenant"
        case .noSuchSchema(let name, _): "the source has no tables in a schema \(quoted(name))"
        case .planVersion(let version): "a plan of version \(version) is not understood"
        case .noSuchTable(let name): "the plan takes table \(quoted(name)), which the source does not have"
        case .noSuchColumn(let name): "the plan takes column \(quoted(name)), which the source does not have"
        case .noSuchKey(let name, let table):
            "the plan leaves \(quoted(name)), which is no key and no index of \(quoted(table))"
        case .plannedTwice(let name): "the plan has \(quoted(name)) twice"
        case .unreadable(let name): "the login cannot read all rows of \(quoted(name))"
        case .noColumns(let name): "the plan takes no column of \(quoted(name))"
        case .unusableName(let name, let source): "\(quoted(name)) is no name for \(quoted(source))"
        case .nameTwice(let name, let source): "\(quoted(name)) is the name of another one before \(quoted(source))"
        case .targetExists(let name, let source):
            "the tenant has a relation \(quoted(name)) where \(quoted(source)) shall go"
        case .typeNotOffered(let type, let column, let from):
            "column \(quoted(column)) of type \(quoted(from)) cannot become \(quoted(type))"
        case .ruleDoesNotFit(let rule, let column, let type):
            "rule '\(rule.rawValue)' does not fit column \(quoted(column)), which becomes \(quoted(type))"
        case .tooLarge(let bytes, let offered):
            "the source holds \(ByteCount(bytes: Int64(bytes))) of tables, more than the \(ByteCount(bytes: Int64(offered))) that the tenant may store"
        case .tooManyObjects(let count, let offered):
            "the tenant would have \(count) tables, keys and indexes, more than the \(offered) that it may have"
        case .keyBroken(let table, let columns, let rows):
            "\(counted(rows, "row")) of \(quoted(table)) \(rows == 1 ? "repeats" : "repeat") the key \(Self.list(columns))"
        case .keyHasNulls(let table, let columns): "rows of \(quoted(table)) lack the key \(Self.list(columns))"
        case .orphans(let table, let columns, let target, let rows):
            "\(counted(rows, "row")) of \(quoted(table)) \(rows == 1 ? "points" : "point") by \(Self.list(columns)) at no row of \(quoted(target))"
        case .brokenRow(let table): "a row of \(quoted(table)) has another number of fields than the table has columns"
        case .lostCount(let table): "the server counted other rows of \(quoted(table)) than were sent"
        case .refusalsTooLarge(let table, let limit):
            "the refused rows of one batch of \(quoted(table)) hold over \(limit) MB"
        case .tooManyRejects(let table, let rejected, let read, let budget):
            "\(rejected) of \(read) rows of \(quoted(table)) were refused, more than the budget of \(budget)"
        case .sourceChanged(let tables): "the source changed while it was adopted: \(Self.list(tables))"
        case .sidesDiffer(let tables): "rows of the tenant are not those that were sent: \(Self.list(tables))"
        }
    }

    package var hint: String? {
        switch self {
        case .passwordInAddress:
            "Every user of the machine can read a command line: use --password-stdin, --password-file or a password file of libpq."
        case .addressLacks: "Write postgresql://login@host:port/database."
        case .themeNotDeclared(_, let declared):
            declared.isEmpty
                ? "Declare it in the tenant's file, or use 'data' for tables of no theme."
                : "Declared are \(declared.joined(separator: ", ")); 'data' stands for tables of no theme."
        case .noSuchSchema(_, let known): "It has \(known.map(quoted).joined(separator: ", "))."
        case .planVersion: "Make a new one with --dry-run."
        case .noSuchTable, .noSuchColumn, .noSuchKey: "Make a new plan with --dry-run, or take it out of this one."
        case .unreadable: "Give the login the right, or set 'take: false' in the plan."
        case .unusableName:
            "Use lowercase letters, digits and underscores, at most 63 bytes, not beginning with socle_."
        case .nameTwice, .targetExists: "Give it another name in the plan."
        case .typeNotOffered: "Keep the type that the audit proposes, or use 'text'."
        case .ruleDoesNotFit: "Take the rule out, or choose the type that it makes."
        case .tooLarge, .tooManyObjects: "Leave tables out in the plan, or choose a higher tier."
        case .keyBroken, .keyHasNulls:
            "Correct the source, or list the key under 'leave' in the plan, undo and start again."
        case .orphans: "Correct the source, or list the foreign key under 'leave' in the plan, undo and start again."
        case .refusalsTooLarge: "Keep the column as text in the plan."
        case .tooManyRejects:
            "Look at validation.md, correct the plan or allow more with --max-rejects, undo and start again."
        case .sourceChanged: "Let nobody write there, undo the operation and start again."
        default: nil
        }
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(5).map(quoted).joined(separator: ", ")
        return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
    }
}
