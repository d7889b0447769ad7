import FoundationEssentials
import Ingestion
import Testing
import Vocabulary

@Suite("Lineage of a load")
struct RunLineageTests {
    @Test(
        "sources are named by place and name",
        arguments: [
            ("/data/ventes.csv", "file", "/data/ventes.csv"), ("ventes.csv", "file", "ventes.csv"),
            ("https://data.example/a/b.csv?x=…", "https://data.example", "/a/b.csv?x=…"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080", "/"),
        ])
    func names(source: String, namespace: String, name: String) {
        let dataset = LineageDataset(source: source)
        #expect(dataset.namespace == namespace)
        #expect(dataset.name == name)
    }

    @Test("a load that ended is told by two events of one run")
    func complete() throws {
        let profile: JSON = [
            ["name": "prix", "type": "numeric(3,1)", "nulls": 1, "distinct": 2, "min": "-1.5", "max": "9"],
            ["name": "jour", "type": "date", "nulls": 0, "distinct": 3, "min": "2024-01-01", "max": "2024-12-31"],
        ]
        let events = lineage(.complete(rows: 3, bytes: 20, profile: profile)).events
        #expect(events.map { $0["eventType"] } == ["START", "COMPLETE"])
        #expect(events.allSatisfy { $0["run"]?["runId"] == "00000000-0000-0000-0000-000000000007" })
        #expect(events[0]["eventTime"] == "1970-01-01T00:00:00.000Z")
        let job = try #require(events[1]["job"])
        #expect(job["namespace"] == "socle:development" && job["name"] == "load.acme_data.ventes")
        guard case .array(let outputs)? = events[1]["outputs"], let output = outputs.first else {
            Issue.record("no output")
            return
        }
        #expect(output["namespace"] == "postgres://localhost:5432" && output["name"] == "base.acme_data.ventes")
        #expect(output["outputFacets"]?["outputStatistics"]?["rowCount"] == 3)
        let metrics = try #require(output["facets"]?["dataQualityMetrics"]?["columnMetrics"])
        #expect(metrics["prix"]?["min"] == .number("-1.5") && metrics["prix"]?["nullCount"] == 1)
        // OpenLineage knows extremes of numbers only.
        #expect(metrics["jour"]?["min"] == nil)
        let lineage = output["facets"]?["columnLineage"]?["fields"]?["prix"]?["inputFields"]
        guard case .array(let fields)? = lineage else {
            Issue.record("no lineage")
            return
        }
        #expect(fields.first?["field"] == "Prix (€)" && fields.first?["name"] == "/data/ventes.csv")
        let origins = try #require(output["facets"]?["columnLineage"]?["fields"])
        let copied = origins["nom"]?["inputFields"]?.elements.first?["transformations"]?.elements.first
        #expect(copied?["subtype"] == "IDENTITY")
        // What the load itself added came from nowhere, and is a column all the same.
        #expect(origins["is_current"] == nil)
        #expect(output["facets"]?["schema"]?["fields"]?.elements.count == 4)
    }

    @Test("a load that failed or was killed says so")
    func failed() {
        let failed = lineage(.failed(message: "LOD101: no")).events
        #expect(failed.last?["eventType"] == "FAIL")
        #expect(failed.last?["run"]?["facets"]?["errorMessage"]?["message"] == "LOD101: no")
        #expect(lineage(.aborted).events.last?["eventType"] == "ABORT")
        #expect(lineage(.unchanged).events.map { $0["eventType"] } == ["START", "COMPLETE"])
        var running = lineage(.aborted)
        running.ending = nil
        #expect(running.events.count == 1)
    }

    private func lineage(_ outcome: RunLineage.Outcome) -> RunLineage {
        let columns = [
            LineageColumn(name: "prix", type: "numeric(3,1)", label: "Prix (€)", origin: "Prix (€)", isCopied: false),
            LineageColumn(name: "jour", type: "date", label: "Jour", origin: "Jour", isCopied: false),
            LineageColumn(name: "nom", type: "text", label: "Nom", origin: "Nom", isCopied: true),
            LineageColumn(name: "is_current", type: "boolean", label: "is_current", origin: nil, isCopied: false),
        ]
        return RunLineage(
            runID: UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7)), environment: "development",
            input: LineageDataset(source: "/data/ventes.csv"),
            output: LineageDataset(
                host: "/run/postgresql", port: 5432, database: "base", schema: "acme_data", table: "ventes"),
            columns: columns, startedAt: Date(timeIntervalSince1970: 0),
            ending: RunLineage.Ending(time: Date(timeIntervalSince1970: 5), outcome: outcome))
    }
}
