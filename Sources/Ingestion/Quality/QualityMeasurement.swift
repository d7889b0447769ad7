import Formats
import FoundationEssentials
import Postgres
import Vocabulary

/// Measures how good the rows of a load are: by its profile where that tells, by questions to the table that holds
/// them where only rows together tell.
struct QualityMeasurement {
    let request: LoadRequest
    /// The table that holds the rows now, which may not be the one where people will find them.
    let table: SQL
    /// The columns that the load brings into the table, as its profile has them.
    let columns: [PlanColumn]
    let profile: [ColumnProfile]
    /// When the source was written, where that is known.
    let sourceDate: Date?

    var contract: QualityContract { request.contract }

    /// - Parameter refusedKeys: rows that were refused for their key alone, by the reason.
    func score(
        _ tally: Tally, _ kept: KeptRejects, _ repairs: [Repair.Kind: Repair], refusedKeys: [RejectReason: Int],
        on connection: borrowing Connection
    ) throws -> QualityScore {
        var score = QualityScore()
        measureCompleteness(tally, &score)
        measureValidity(tally, kept, repairs, refusedKeys, &score)
        try measureUniqueness(tally, kept, refusedKeys, &score, on: connection)
        if let freshness = contract.freshness { try measure(freshness, tally, &score, on: connection) }
        if !contract.references.isEmpty { try measureReferences(&score, on: connection) }
        return score
    }

    // MARK: - By what was gathered

    private func measureCompleteness(_ tally: Tally, _ score: inout QualityScore) {
        var (cells, places, secrets): (Int, [(QualityPlace, Int)], [(QualityPlace, Int)]) = (0, [], [])
        for (index, column) in columns.enumerated() where !column.isStatus {
            guard contract.required.isEmpty || contract.required.contains(column.name) else { continue }
            let next = columns.dropFirst(index + 1).first
            let status = next.flatMap { $0.isStatus && $0.field == column.field && $0.label == column.label ? $0 : nil }
            let reasons = status == nil ? 0 : profile[index + 1].rows - profile[index + 1].nulls
            cells += profile[index].rows
            places.append((.empty(column: column.name, status: status?.name), profile[index].nulls - reasons))
            if let status { secrets.append((.secret(column: column.name, status: status.name), reasons)) }
        }
        for name in contract.required where !columns.contains(where: { $0.name == name }) {
            cells += tally.loaded
            places.append((.absent(column: name), tally.loaded))
        }
        score.measure(.completeness, of: cells, places)
        for (place, count) in secrets { score.mention(.completeness, place, count: count) }
    }

    private func measureValidity(
        _ tally: Tally, _ kept: KeptRejects, _ repairs: [Repair.Kind: Repair], _ refusedKeys: [RejectReason: Int],
        _ score: inout QualityScore
    ) {
        var groups: [RefusedGroup: (count: Int, firstLine: Int)] = [:]
        for reject in kept.rejects where refusedKeys[reject.reason] == nil {
            let group = RefusedGroup(reason: reject.reason.code, column: reject.column)
            groups[group, default: (0, reject.line)].count += 1
        }
        let keyless = refusedKeys.values.reduce(0, +)
        var places: [(QualityPlace, Int)] = groups.sorted { $0.value.firstLine < $1.value.firstLine }.map {
            (.refused(reason: $0.key.reason, column: $0.key.column, firstLine: $0.value.firstLine), $0.value.count)
        }
        places.append((.unkept, tally.rejected - keyless - groups.values.reduce(0) { $0 + $1.count }))
        for kind in Repair.Kind.allCases {
            places.append((.mended(kind: kind.rawValue, firstLine: repairs[kind]?.line), tally.repairs[kind]))
        }
        score.measure(.validity, of: tally.loaded + tally.rejected - keyless, places)
    }

    private struct RefusedGroup: Hashable {
        let reason: String
        let column: String?
    }
}
