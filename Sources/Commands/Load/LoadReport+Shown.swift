import Formats
import FoundationEssentials
import Ingestion
import Vocabulary

extension LoadReport {
    /// One line that says what the load did.
    var summary: String {
        let name = "\(schema).\(table)"
        guard outcome == .loaded, let tally else { return "\(name) is unchanged" }
        return
            "\(counted(tally.loaded, "row")) loaded into \(name) in \(Self.shown(seconds)) s, \(counted(rowsPerSecond ?? 0, "row"))/s "
            + "(\(tally.rejected) rejected, \(tally.ignored) ignored)"
    }

    /// What somebody should know whom a load that went well does not interest.
    ///
    /// A file that lies there as it did last night is nothing to know; a new delivery of old content is, once.
    /// What had to be mended is the same night after night, and kept with the load; values
    /// that were left out are lost to the table.
    var concerns: [String] {
        let mended = Repair.Kind.allCases.filter { $0 != .discardedValue }.compactMap {
            tally?.repairs.sentence(of: $0)
        }
        let usual = Set(plan.warnings + mended)
        let rejected = tally?.rejected ?? 0
        // A delivery of a header alone is seldom what was meant, and may have emptied the table.
        return (outcome == .loaded && tally?.loaded == 0 ? ["the source holds no row"] : [])
            + (rejected > 0 ? ["\(counted(rejected, "record was", "records were")) refused"] : [])
            + (isAsItLay ? [] : notes.filter { !usual.contains($0) })
    }

    /// Whether the source is what it was when it was last read, and its rows are in the table.
    var isAsItLay: Bool { outcome == .unchanged && !isDeliveredAgain }

    var seconds: Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }

    private static func shown(_ seconds: Double) -> String {
        let tenths = Int((seconds * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}

extension Card {
    /// What a load did, for a person and for a job's log.
    init(_ report: LoadReport) {
        self.init([
            ("outcome", .text(report.outcome.rawValue)),
            ("table", .text("\(report.schema).\(report.table)")),
            ("records", .number(report.tally?.records)),
            ("loaded", .number(report.tally?.loaded)),
            ("rejected", .number(report.tally?.rejected)),
            ("ignored", .number(report.tally?.ignored)),
            ("published", .text(report.way)),
            ("inserted", .number(report.insertedRows)),
            ("updated", .number(report.updatedRows)),
            ("deleted", .number(report.deletedRows)),
            ("resumed", .number(report.resumedRows)),
            ("connections", .number(report.connections)),
            ("columns", .number(report.plan.tables[0].columns.count)),
            ("size", .size(ByteCount(bytes: Int64(report.byteCount)))),
            ("seconds", .decimal((report.seconds * 1000).rounded() / 1000)),
            ("rows_per_second", .number(report.rowsPerSecond)),
            ("quality", .decimal(report.quality?.total.map { ($0 * 10).rounded() / 10 })),
            ("load", .text(report.loadID.uuidString.lowercased())),
        ])
    }
}

extension Listing {
    /// What the loads of several files did.
    init(_ reports: [LoadReport]) {
        self.init(
            reports, empty: "Nothing was loaded.",
            [
                Column("outcome") { .text($0.outcome.rawValue) },
                Column("table") { .text("\($0.schema).\($0.table)") },
                Column("loaded") { .number($0.tally?.loaded) },
                Column("rejected") { .number($0.tally?.rejected) },
                Column("ignored") { .number($0.tally?.ignored) },
                Column("seconds") { .decimal(($0.seconds * 1000).rounded() / 1000) },
                Column("load") { .text($0.loadID.uuidString.lowercased()) },
            ])
    }
}
