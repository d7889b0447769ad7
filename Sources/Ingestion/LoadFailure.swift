package import Vocabulary

/// Why a load could not be done; the table is then as it was before.
package enum LoadFailure: Failure {
    case running(table: String, by: TableHolder?)
    case notATable(String)
    case columnsDiffer(table: String, missing: [String], unknown: [String])
    case unfillable(table: String, column: String, type: String)
    case typeDiffers(table: String, column: String, type: String, declared: String)
    case overBudget(rejected: Int, records: Int, budget: RejectBudget, source: String? = nil, first: [String])
    case noRows(source: String)
    case noTableName(source: String)
    case notOwnSchema(schema: String, login: String)
    case cannotSpool(reason: String)
    case lostCount
    case noThread
    case chunksDiffer
    case noKey(mode: LoadMode, unknown: [String], columns: [String])
    case cannotEvolve(table: String, statement: String)
    case noSuchLoad(String)
    case planDiffers(source: String, missing: [String], added: [String])
    case manyTables(String, tables: [String])
    case nothingLeft(load: String, state: String)
    case replayDiffers(load: String, records: Int, waiting: Int)
    case refusedAgain(load: String, refused: Int, of: Int, first: [String])
    case notReplayable(load: String, state: String)
    case notKeptAsWritten(load: String, count: Int)
    case breaks(BrokenConstraint, mode: LoadMode)
    case noRoom(table: String, reason: String, isStaged: Bool)

    package var code: FailureCode {
        switch self {
        case .running: "ING101"
        case .notATable: "ING102"
        case .columnsDiffer: "ING103"
        case .unfillable: "ING104"
        case .overBudget: "ING105"
        case .noRows: "ING106"
        case .noTableName: "ING107"
        case .notOwnSchema: "ING108"
        case .cannotSpool: "ING109"
        case .lostCount: "ING110"
        case .typeDiffers: "ING111"
        case .noThread: "ING112"
        case .chunksDiffer: "ING113"
        case .noKey: "ING114"
        case .cannotEvolve: "ING115"
        case .noSuchLoad: "ING116"
        case .planDiffers: "ING120"
        case .manyTables: "ING121"
        case .nothingLeft: "ING122"
        case .replayDiffers: "ING123"
        case .refusedAgain: "ING124"
        case .notReplayable: "ING125"
        case .notKeptAsWritten: "ING126"
        case .breaks: "ING127"
        case .noRoom: "ING128"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .running: .busy
        case .notATable, .columnsDiffer, .unfillable, .typeDiffers, .cannotEvolve, .chunksDiffer, .planDiffers,
            .notReplayable, .notKeptAsWritten:
            .conflict
        case .overBudget, .noRows, .replayDiffers, .refusedAgain: .invalidData
        case .breaks(let broken, _): broken.kind == .referenced ? .conflict : .invalidData
        case .noTableName, .noKey, .manyTables: .usage
        case .notOwnSchema: .denied
        case .cannotSpool, .noThread, .noRoom: .unavailable
        case .lostCount: .internal
        case .noSuchLoad, .nothingLeft: .notFound
        }
    }

    package var message: String {
        switch self {
        case .running(let table, let holder):
            "table \(quoted(table)) is being loaded\(holder.map { " by \($0)" } ?? "")"
        case .notATable(let name): "\(quoted(name)) is not a table"
        case .columnsDiffer(let table, _, _): "the columns of the source are not those of table \(quoted(table))"
        case .unfillable(let table, let column, let type):
            "column \(quoted(column)) of table \(quoted(table)) has type \(quoted(type)), which no load can fill"
        case .typeDiffers(let table, let column, let type, let declared):
            "column \(quoted(column)) of table \(quoted(table)) has type \(quoted(type)), not \(quoted(declared))"
        case .overBudget(let rejected, let records, let budget, _, _):
            "\(rejected) of \(counted(records, "record")) \(rejected == 1 ? "was" : "were") refused, more than the budget of \(budget)"
        case .noRows(let source): "\(quoted(source)) holds no row"
        case .noTableName(let source): "no table can be named from \(quoted(source))"
        case .notOwnSchema(let schema, let login): "login '\(login)' may not load into schema \(quoted(schema))"
        case .cannotSpool(let reason): "what can be read only once cannot be kept in a temporary file: \(reason)"
        case .lostCount: "the server counted other rows than were sent"
        case .noSuchLoad(let load): "the tenant has no load \(quoted(load))"
        case .planDiffers(let source, _, _): "the columns of \(quoted(source)) are not those of its plan"
        case .manyTables(let name, _): "several tables are called \(quoted(name))"
        case .nothingLeft(let load, let state): "load \(load) is \(state) and left neither profile nor quality"
        case .replayDiffers(let load, let records, let waiting):
            "\(counted(records, "record")) cannot stand for the \(waiting) that wait of load \(load)"
        case .refusedAgain(let load, let refused, let records, _):
            "\(refused) of \(counted(records, "record")) of load \(load) \(refused == 1 ? "is" : "are") still wrong"
        case .notReplayable(let load, let state):
            state == "failed" ? "load \(load) failed and changed nothing" : "load \(load) is \(state)"
        case .notKeptAsWritten(let load, let count):
            "\(counted(count, "record")) of load \(load) \(count == 1 ? "is" : "are") not kept as written"
        case .breaks(let broken, _): broken.message
        case .noRoom(let table, _, _): "the server has no room left for table \(quoted(table))"
        case .noThread: "the system gives no thread to send rows with"
        case .chunksDiffer: "what an earlier load staged is cut otherwise than this one reads"
        case .noKey(let mode, let unknown, _):
            unknown.isEmpty
                ? "mode \(mode.rawValue) needs the columns by which a row is known"
                : "the source has no column \(unknown.map(quoted).joined(separator: ", ")) for the key"
        case .cannotEvolve(let table, _):
            "a column of table \(quoted(table)) cannot change its type, since a view reads it"
        }
    }

    package var detail: String? {
        switch self {
        case .columnsDiffer(_, let missing, let unknown):
            [
                missing.isEmpty ? nil : "the source lacks \(missing.map(quoted).joined(separator: ", "))",
                unknown.isEmpty ? nil : "the table lacks \(unknown.map(quoted).joined(separator: ", "))",
            ].compactMap { $0 }.joined(separator: "\n")
        case .planDiffers(_, let missing, let added):
            [
                missing.isEmpty ? nil : "missing: \(missing.map(quoted).joined(separator: ", "))",
                added.isEmpty ? nil : "new: \(added.map(quoted).joined(separator: ", "))",
            ].compactMap { $0 }.joined(separator: "\n")
        case .overBudget(_, _, _, let source, let first):
            first.isEmpty ? nil : ((source.map { ["in \(quoted($0)):"] } ?? []) + first).joined(separator: "\n")
        case .refusedAgain(_, _, _, let first): first.joined(separator: "\n")
        case .noKey(_, _, let columns): "its columns are \(columns.map(quoted).joined(separator: ", "))"
        case .cannotEvolve(_, let statement): statement
        case .breaks(let broken, _): broken.detail
        case .noRoom(_, let reason, _): reason
        case .manyTables(_, let tables): tables.joined(separator: "\n")
        default: nil
        }
    }

    package var hint: String? {
        switch self {
        case .running: "Wait until it has ended, or let --wait do so; 'socle load history' shows it."
        case .typeDiffers: "Leave the type out, or load into another table with --table."
        case .columnsDiffer:
            "Load into another table with --table, or say with --evolution what becomes of such columns."
        case .planDiffers:
            "Compare with 'socle source sniff', then correct the plan, or say with --evolution what becomes of them."
        case .overBudget:
            "Correct the source, or allow more with --max-rejects; 'socle load rejects' shows each record."
        case .cannotSpool: "TMPDIR names another folder for it; what is longer goes into a file of its own first."
        case .noTableName: "Name it with --table."
        case .notOwnSchema: "Declare the theme in the tenant's file and run 'socle tenant apply'."
        case .noKey: "Name them with --key."
        case .noSuchLoad: "'socle load history' shows the loads."
        case .manyTables: "Name it with its schema."
        case .nothingLeft: "'socle load lineage' tells what became of it."
        case .replayDiffers(let load, _, _):
            "A replay is all or nothing: give every record that waits; 'socle load rejects --load \(load)' shows them."
        case .refusedAgain: "Nothing was changed. Correct them in a file that holds all, and give it with --corrected."
        case .notReplayable: "Correct the file and load it again."
        case .notKeptAsWritten(let load, _):
            "Write all that wait into a file for --corrected; 'socle load rejects --load \(load)' shows them."
        case .breaks(let broken, let mode): broken.hint(mode)
        case .noRoom(_, _, let isStaged):
            "Make room where the server keeps its data and load again; the table is as it was"
                + (isStaged ? ", and the same content goes on where this load stopped." : ".")
        case .chunksDiffer: "Load with --no-resume."
        case .cannotEvolve: "Drop the view and make it anew, or leave the type with --type."
        case .notATable, .unfillable, .noRows, .lostCount, .noThread: nil
        }
    }
}
