package import FoundationEssentials
package import Vocabulary

/// What one load read and wrote, told in events of OpenLineage 2-0-2.
///
/// The events are made of the history of loads whenever somebody asks, so that
/// there is nothing to keep in step with it: a table that was renamed or moved
/// keeps its history under its new name.
/// **Source** <https://openlineage.io/spec/2-0-2/OpenLineage.json> and the facets named in it.
package struct RunLineage: Sendable {
    /// The identity of the load.
    package var runID: UUID

    /// The installation's environment, within which the names of jobs are unique.
    package var environment: String
    package var input: LineageDataset
    package var output: LineageDataset

    /// The columns of the table, in their order, and where they came from.
    package var columns: [LineageColumn]
    package var startedAt: Date

    /// How it ended; nil while it runs.
    package var ending: Ending?

    /// How a load ended.
    package struct Ending: Sendable {
        package var time: Date
        package var outcome: Outcome

        package init(time: Date, outcome: Outcome) {
            self.time = time
            self.outcome = outcome
        }
    }

    /// What came of a load.
    package enum Outcome: Sendable {
        /// The table holds so many rows of it, whose columns were found to be like this.
        case complete(rows: Int, bytes: Int?, profile: JSON?)
        /// The rows were there already.
        case unchanged
        case failed(message: String)
        /// It was killed.
        case aborted
    }

    package init(
        runID: UUID, environment: String, input: LineageDataset, output: LineageDataset, columns: [LineageColumn],
        startedAt: Date, ending: Ending?
    ) {
        self.runID = runID
        self.environment = environment
        self.input = input
        self.output = output
        self.columns = columns
        self.startedAt = startedAt
        self.ending = ending
    }

    /// One event of its beginning, and one of its end once it has ended.
    package var events: [JSON] {
        var events = [event("START", at: startedAt, runFacets: [], output: outputMembers(facets: [], statistics: nil))]
        guard let ending else { return events }
        switch ending.outcome {
        case .complete(let rows, let bytes, let profile):
            let facets = [schema, columnLineage] + (profile.map { [metrics(rows: rows, $0)] } ?? [])
            let statistics = facet(
                "OutputStatisticsOutputDatasetFacet", "1-0-2",
                [JSON.Member("rowCount", JSON(rows))] + (bytes.map { [JSON.Member("size", JSON($0))] } ?? []))
            let output = outputMembers(facets: facets, statistics: statistics)
            events.append(event("COMPLETE", at: ending.time, runFacets: [], output: output))
        case .unchanged:
            let output = outputMembers(facets: [], statistics: nil)
            events.append(event("COMPLETE", at: ending.time, runFacets: [], output: output))
        case .failed(let message):
            let facet = facet(
                "ErrorMessageRunFacet", "1-0-1",
                [JSON.Member("message", .string(message)), JSON.Member("programmingLanguage", "Swift")])
            let output = outputMembers(facets: [], statistics: nil)
            events.append(
                event("FAIL", at: ending.time, runFacets: [JSON.Member("errorMessage", facet)], output: output))
        case .aborted:
            let output = outputMembers(facets: [], statistics: nil)
            events.append(event("ABORT", at: ending.time, runFacets: [], output: output))
        }
        return events
    }

    private static let producer: JSON = "urn:socle:load"

    private func event(_ type: String, at time: Date, runFacets: [JSON.Member], output: [JSON.Member]) -> JSON {
        let jobType = facet(
            "JobTypeJobFacet", "2-0-4",
            [
                JSON.Member("processingType", "BATCH"), JSON.Member("integration", "SOCLE"),
                JSON.Member("jobType", "LOAD"),
            ])
        return [
            "eventTime": .string(time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))),
            "eventType": .string(type),
            "producer": Self.producer,
            "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
            "run": ["runId": .string(runID.uuidString.lowercased()), "facets": .object(runFacets)],
            "job": [
                "namespace": .string("socle:\(environment)"), "name": .string("load.\(jobName)"),
                "facets": ["jobType": jobType],
            ],
            "inputs": [.object(input.json)],
            "outputs": [.object(output)],
        ]
    }

    /// The table's name without its database.
    private var jobName: Substring {
        output.name.split(separator: ".", maxSplits: 1).last ?? Substring(output.name)
    }

    private func outputMembers(facets: [JSON.Member], statistics: JSON?) -> [JSON.Member] {
        var members = output.json
        if !facets.isEmpty { members.append(JSON.Member("facets", .object(facets))) }
        if let statistics { members.append(JSON.Member("outputFacets", ["outputStatistics": statistics])) }
        return members
    }

    private func facet(_ name: String, _ version: String, _ members: [JSON.Member]) -> JSON {
        let url = "https://openlineage.io/spec/facets/\(version)/\(name).json#/$defs/\(name)"
        return .object([JSON.Member("_producer", Self.producer), JSON.Member("_schemaURL", .string(url))] + members)
    }

    private var schema: JSON.Member {
        let fields = columns.enumerated().map { index, column -> JSON in
            [
                "name": .string(column.name), "type": .string(column.type), "description": .string(column.label),
                "ordinal_position": JSON(index + 1),
            ]
        }
        return JSON.Member("schema", facet("SchemaDatasetFacet", "1-2-0", [JSON.Member("fields", .array(fields))]))
    }

    private var columnLineage: JSON.Member {
        let fields = columns.compactMap { column -> JSON.Member? in
            guard let origin = column.origin else { return nil }
            let subtype: JSON = column.isCopied ? "IDENTITY" : "TRANSFORMATION"
            let field: JSON = .object(
                input.json + [
                    JSON.Member("field", .string(origin)),
                    JSON.Member("transformations", [["type": "DIRECT", "subtype": subtype]]),
                ])
            return JSON.Member(column.name, ["inputFields": [field]])
        }
        return JSON.Member(
            "columnLineage",
            facet("ColumnLineageDatasetFacet", "1-2-0", [JSON.Member("fields", .object(fields))]))
    }

    /// The profile in OpenLineage's words, which know extremes of numbers only.
    private func metrics(rows: Int, _ profile: JSON) -> JSON.Member {
        var columns: [JSON.Member] = []
        if case .array(let entries) = profile {
            for entry in entries {
                guard case .string(let name)? = entry["name"] else { continue }
                var metrics = [
                    JSON.Member("nullCount", entry["nulls"] ?? .null),
                    JSON.Member("distinctCount", entry["distinct"] ?? .null),
                ]
                for member in ["min", "max"] {
                    if case .string(let text)? = entry[member], Self.isNumber(entry), Double(text)?.isFinite == true {
                        metrics.append(JSON.Member(member, .number(text)))
                    }
                }
                columns.append(JSON.Member(name, .object(metrics)))
            }
        }
        return JSON.Member(
            "dataQualityMetrics",
            facet(
                "DataQualityMetricsDatasetFacet", "1-0-1",
                [JSON.Member("rowCount", JSON(rows)), JSON.Member("columnMetrics", .object(columns))]))
    }

    private static func isNumber(_ column: JSON) -> Bool {
        let type = column["type"]?.text?.prefix { $0 != "(" } ?? ""
        return ["smallint", "integer", "bigint", "numeric", "real", "double precision"].contains(type)
    }
}
