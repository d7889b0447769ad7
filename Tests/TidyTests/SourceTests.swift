import Testing

@Suite("Sources")
struct SourceTests {
    private let sources: [String]

    init() throws {
        sources = try Repository.files(below: "Sources", ending: ".swift")
    }

    @Test("nothing unfinished and nothing that stops the program stands in the sources")
    func noUnfinishedMarks() throws {
        // Written apart, so that this file does not find itself.
        let marks = ["TO" + "DO", "FIX" + "ME", "fatal" + "Error(", "try" + "!", "not " + "implemented"]
        for path in sources {
            let text = try Repository.text(path)
            for mark in marks { #expect(!text.contains(mark), "\(path) contains \(mark)") }
        }
    }

    @Test("no lock is one that every login of a tenant may take")
    func noAdvisoryLocks() throws {
        for path in try sources + Repository.files(below: "sql", ending: ".sql")
        where !path.hasSuffix("/0002_close_public_doors.sql") && !path.hasSuffix("/MetadataProbe.swift") {
            #expect(!(try Repository.text(path).contains("advisory_")), "\(path)")
        }
    }

    @Test("only Commands prints")
    func onlyCommandsPrints() throws {
        for path in sources where !path.hasPrefix("Sources/Commands/") {
            for line in try Repository.text(path).split(separator: "\n") {
                let code = line.drop { $0 == " " }
                #expect(!code.hasPrefix("print("), "\(path): \(code)")
            }
        }
    }

    @Test("only floor 1 vouches for what the compiler cannot check, each time with its reason")
    func vouchers() throws {
        let floorOne = ["Postgres", "YAML", "Cryptography", "PKCS11", "HTTPClient", "Subprocess", "Threads"]
        for path in sources {
            let text = try Repository.text(path)
            guard text.contains("@unchecked Sendable") || text.contains("nonisolated(unsafe)") else { continue }
            #expect(floorOne.contains(String(path.split(separator: "/")[1])), "\(path)")
            #expect(text.contains("// Safe because"), "\(path)")
        }
    }

    @Test("the provisioner never plans a query over a tenant's table")
    func plannedQueries() throws {
        // Who runs the queries over relations whose names are put together.
        let planners = [
            "Backup/CopiedTable": "whoever copies; COPY of a table is not planned",
            "Audit/Chain/AuditChain+Reading": "whoever judges, over the audit's own tables",
            "Audit/Chain/AuditFilter": "the runtime, over the audit's own tables",
            "Access/Check/AccessTrials": "the login whose access is tried",
            "Access/Trial/RightTrial": "the login whose access is tried",
            "Adoption/Quality/TableFacts+Measure": "the login of a client's database, there",
            "Adoption/Structure/Workshop": "the tenant's ETL login",
            "Adoption/Structure/Workshop+Keys": "the tenant's ETL login",
            "Adoption/Structure/Workshop+Registration": "the tenant's ETL login",
            "Adoption/Reports/RejectSummary": "the tenant's ETL login",
            "Adoption/Transfer/BatchRange": "the login of a client's database, there",
            "Adoption/Transfer/Workshop+Transfer": "the tenant's ETL login",
            "Adoption/Transfer/Workshop+Validation": "the tenant's ETL login",
            "Channels/Access/ChannelTrial": "the channel's login",
            "Channels/Plan/ChannelPlan+Apply": "nobody; the text of a view",
            "Compliance/Erasure/PersonErasure": "the tenant's ETL login",
            "Compliance/Erasure/PersonalRows": "the tenant's ETL login",
            "Compliance/Export/PersonExport": "the tenant's ETL login",
            "Compliance/Retention/RetentionPlan": "the tenant's ETL login",
            "Ingestion/LoadRun+Ways": "the tenant's ETL login",
            "Ingestion/LoadRun+Leaves": "the tenant's ETL login",
            "Ingestion/Quality/QualityMeasurement+Questions": "the tenant's ETL login",
            "Ingestion/Record/EarlierLoad": "the tenant's ETL login",
            "Ingestion/Record/RowChecks": "the tenant's ETL login",
            "Ingestion/Target/KeyedRows": "the tenant's ETL login",
            "Ingestion/Target/Publisher": "the tenant's ETL login",
            "Ingestion/Target/Publisher+InPlace": "the tenant's ETL login",
            "Ingestion/Target/Publisher+Swap": "the tenant's ETL login",
            "Ingestion/Target/Staging": "the tenant's ETL login",
            "Operations/Life/Installation+ExportData": "nobody; a copy of a table as it lies, which is not planned",
            "Operations/Life/Installation+Inventory": "the producer's share role, which no policy stands before",
            "Operations/Life/Installation+RenameParts": "the provisioner, on the platform's own tables",
            "Mesh/Shares/GrantProof": "the consumer's login",
            "Mesh/Shares/SharePlan+Apply": "the producer's share role, on its own salts",
            "Mesh/Shares/ShareView": "nobody; the text of a view",
            "Mesh/Shares/SubscriptionEnd": "the provisioner, on the share role's salts",
            "Operations/Move/MovedTenant+CatchUp": "a login with the rights of the tenant's owner",
            "Operations/Move/MovedTenant+Copy": "a login with the rights of the tenant's owner",
            "Operations/Move/PlatformRows": "the provisioner, on the platform's own tables",
            "Operations/Move/StructureFacts": "a login with the rights of the tenant's owner",
        ]
        let query = /\b(from|join|into|update|copy|analyze|vacuum|only) \\\((identifier: [^)]*,|sql:|raw:)/
        for path in sources {
            let lines = try Repository.text(path).split(separator: "\n").filter { line in
                !line.drop { $0 == " " }.hasPrefix("//") && line.contains(query) && !line.contains("revoke ")
            }
            let name = String(path.dropFirst("Sources/".count).dropLast(".swift".count))
            #expect(lines.isEmpty || planners[name] != nil, "\(path): \(lines)")
        }
    }

    @Test("no module is a drawer for what has no place")
    func noDrawers() throws {
        for path in sources {
            for word in ["Utils", "Helpers", "Common", "Core", "Manager", "Service"] {
                let name = path.split(separator: "/").last ?? ""
                #expect(!name.contains(word), "\(path)")
            }
        }
    }
}
