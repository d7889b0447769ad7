import Formats
import Ingestion
import Vocabulary

/// What a load would do: plan, drift, what would become of the table, counts and the first rejects.
struct ShownRehearsal: Presentable {
    private let plan: ShownPlan
    private let report: Report

    /// - Throws: what reading the first rows throws.
    init(_ rehearsal: Rehearsal) throws {
        plan = try ShownPlan(rehearsal.plan, of: rehearsal.content)
        let tally = rehearsal.tally
        let card = Card([
            ("table", .text(rehearsal.table)),
            ("becomes", .text(Self.fate(rehearsal))),
            ("columns_added", .list(rehearsal.added)),
            ("columns_widened", .list(rehearsal.widened)),
            ("columns_missing", .list(rehearsal.missing)),
            ("columns_discarded", .list(rehearsal.discarded)),
            ("records", .number(tally.records)),
            ("loaded", .number(tally.loaded)),
            ("rejected", .number(tally.rejected)),
            ("ignored", .number(tally.ignored)),
            ("mended", .text(tally.repairs.sentences.isEmpty ? nil : tally.repairs.sentences.joined(separator: "\n"))),
        ])
        let drift = Listing(
            rehearsal.drift, empty: "The source is as the plan says.",
            [Column("kind") { .text($0.kind) }, Column("difference") { .text($0.description) }])
        let rejects = Listing(
            rehearsal.firstRejects, empty: "Nothing would be refused.",
            [
                Column("line") { .number($0.line) },
                Column("column") { .text($0.column) },
                Column("value") { .text($0.value) },
                Column("reason") { .text($0.reason.description) },
                Column("raw") { .text($0.rawLine) },
            ])
        report = Report(
            (rehearsal.followsPlan ? [("drift", drift as any Presentable)] : [])
                + [("load", card), ("first_rejects", rejects)])
    }

    /// What becomes of the rows that are there.
    private static func fate(_ rehearsal: Rehearsal) -> String {
        guard rehearsal.exists else { return "new" }
        return switch rehearsal.mode {
        case .replace: "replaced: its rows give way to these"
        case .append: "longer: these rows are added"
        case .merge: "merged: rows of the same key change, others are added"
        case .history: "continued: rows that changed end, and their successors begin"
        }
    }

    func lines(on terminal: Terminal?) -> [String] {
        plan.lines(on: terminal) + [""] + report.lines(on: terminal) + ["", "Nothing was written."]
    }

    var json: JSON { ["plan": plan.json, "rehearsal": report.json] }
}
