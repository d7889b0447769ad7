package import Vocabulary

/// Why a source cannot be declared, or a declared one not be loaded.
package enum SourceFailure: Failure, Equatable {
    case unknownSource(String, tenant: TenantIdentifier, nearest: String?)
    case ambiguous(String)
    case noFile(pattern: String)
    case secretInAddress
    case noPlace
    case notABudget(String)
    case notAConnectionCount(Int)
    case notATableName(String, nearest: String?)
    case ownTableName(String, nearest: String?)
    case needs(key: String, other: String)
    case eitherOf(String, String)
    case notAnAge(Int)
    case unknownTheme(Theme, known: [Theme])
    case unknownColumn(String, key: String, plan: String, nearest: String?)
    case unwritable(String)
    case misnamedFile(path: String, nearest: String)
    case closedFolder(path: String)

    package var code: FailureCode {
        switch self {
        case .unknownSource: "ING201"
        case .ambiguous: "ING202"
        case .noFile: "ING203"
        case .secretInAddress: "ING204"
        case .noPlace: "ING205"
        case .notABudget: "ING206"
        case .notAConnectionCount: "ING207"
        case .needs: "ING208"
        case .unknownTheme: "ING209"
        case .unknownColumn: "ING210"
        case .unwritable: "ING211"
        case .eitherOf: "ING212"
        case .notAnAge: "ING213"
        case .notATableName: "ING214"
        case .ownTableName: "ING215"
        case .misnamedFile: "ING216"
        case .closedFolder: "ING217"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .unknownSource, .noFile: .notFound
        case .unwritable, .misnamedFile: .configuration
        case .closedFolder: .denied
        case .ambiguous: .usage
        case .secretInAddress, .noPlace, .notABudget, .notAConnectionCount, .needs, .eitherOf, .notAnAge, .unknownTheme,
            .unknownColumn, .notATableName, .ownTableName:
            .invalidData
        }
    }

    package var message: String {
        switch self {
        case .unknownSource(let name, let tenant, _):
            "tenant '\(tenant)' declares no source \(quoted(name)), and no file is called so"
        case .ambiguous(let name): "\(quoted(name)) is a declared source, and also a file here"
        case .noFile(let pattern): "no file matches \(quoted(pattern))"
        case .secretInAddress: "the address holds a user's name or password"
        case .noPlace: "the place is no path and no address"
        case .notABudget(let text): "\(quoted(text)) is no number of records and no share of them"
        case .notAConnectionCount(let count): "\(count) is no number of connections"
        case .notATableName(let text, _): "\(quoted(text)) is no name of a table"
        case .ownTableName(let text, _): "the name \(quoted(text)) begins as those of the platform do"
        case .needs(let key, let other): "'\(key)' says nothing unless \(other)"
        case .eitherOf(let one, let other): "one of '\(one)' and '\(other)' says it, and not both"
        case .notAnAge(let days): "\(days) is no number of days"
        case .unknownTheme(let theme, _): "the tenant has no theme '\(theme)'"
        case .unknownColumn(let column, let key, let plan, _):
            "\(quoted(column)) in '\(key)' is no column of plan \(quoted(plan))"
        case .unwritable(let word): "no line of a crontab can hold \(quoted(word))"
        case .misnamedFile(let path, _): "file \(quoted(path)) is not read: its name is no source's"
        case .closedFolder(let path): "folder \(quoted(path)) cannot be read"
        }
    }

    package var hint: String? {
        switch self {
        case .unknownSource(_, let tenant, let nearest):
            nearest.map { "Did you mean '\($0)'?" }
                ?? "'socle source list \(tenant)' lists them; 'socle source declare' makes one."
        case .ambiguous(let name): "Write './\(name)' for the file, or add --declared for the source."
        case .noFile: "Look whether it was delivered, and whether this account may enter the folder."
        case .secretInAddress: "Leave it out: files of tenants are no place for secrets."
        case .noPlace: "Write the path of a file, a pattern such as '/srv/depot/ventes_*.csv', or an address."
        case .notABudget: "Write rows, such as 100, or a share, such as 5%."
        case .notAConnectionCount: "Use \(ConnectionCount.range.lowerBound) to \(ConnectionCount.range.upperBound)."
        case .notATableName(_, let nearest):
            "Use lowercase letters of ASCII, digits and underscores, at most 63\(nearest.map { "; for example '\($0)'" } ?? "")."
        case .ownTableName(_, let nearest): "Choose another\(nearest.map { ", for example '\($0)'" } ?? "")."
        case .needs, .eitherOf: nil
        case .notAnAge: "Write how many days the newest of the data may lie back, such as 40."
        case .unknownTheme(_, let known):
            known.isEmpty
                ? "Declare it in the tenant's file." : "Its themes are \(known.map(\.text).joined(separator: ", "))."
        case .unknownColumn(_, _, _, let nearest): nearest.map { "Did you mean '\($0)'?" }
        case .misnamedFile(_, let nearest):
            (try? SourceName(nearest)).map { "Rename it to '\($0).yml', and its plan to '\($0).plan.json'." }
                ?? "A declaration is named by a lowercase letter, then lowercase letters, digits and underscores, and '.yml'."
        case .closedFolder: "Give this account the right to look into it."
        case .unwritable: "Move the installation to a path without control characters."
        }
    }
}
