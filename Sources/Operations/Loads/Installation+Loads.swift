package import FoundationEssentials
import Guard
package import Ingestion
import Postgres
import Tenancy
package import Vocabulary

extension Installation {
    /// Loads rows into a table of a tenant, as the tenant's own ETL login.
    ///
    /// What the load leaves in the outbox is carried to the mesh afterwards.
    /// The load is committed by then: when the mesh cannot be told, the report
    /// says so in a note, and the next load or relay does it.
    ///
    /// - Parameter progress: called whenever something was read.
    package func load(
        _ request: LoadRequest, for tenant: TenantIdentifier, progress: @escaping (LoadProgress) -> Void
    ) throws -> LoadReport {
        let connection: ConnectionParameters
        do {
            try requireThawed(tenant)
            var parameters = try parameters(forLogin: TenantNames(tenant).etlLogin, of: tenant)
            parameters.applicationName = Self.applicationName
            connection = parameters
        } catch let failure as GuardFailure {
            recordRefusal(of: request, for: tenant, failure)
            throw failure
        } catch LifeFailure.notOpen(tenant, .suspended) {
            let failure = LifeFailure.notOpen(tenant, .suspended)
            recordRefusal(of: request, for: tenant, failure)
            throw failure
        }
        var report: LoadReport
        do {
            report = try Load(request, progress: progress).run { try Connection(to: connection) }
        } catch let failure as any Failure {
            // Whom the guard freezes in the middle only sees the session end; a server that is gone cannot be asked.
            if failure.kind == .unavailable || failure.kind == .denied {
                do { try requireThawed(tenant) } catch let frozen as GuardFailure { throw frozen } catch {}
            }
            if case .refused? = failure as? ConnectionFailure { recordRefusal(of: request, for: tenant, failure) }
            throw failure
        }
        do {
            let relayed = try relay()
            report.notes += relayed.refused.map { "the mesh refused \($0)" }
            report.notes += relayed.failures.failures.map { Self.unrelayed($0.message) }
        } catch {
            report.notes.append(Self.unrelayed((error as? any Failure)?.message ?? "\(error)"))
        }
        return report
    }

    /// Writes down a load that failed before its login had a session, so that history has it too.
    package func recordRefusal(of request: LoadRequest, for tenant: TenantIdentifier, _ failure: any Failure) {
        // The refusal itself is what the caller hears of.
        _ = try? connectRuntime(to: RegisteredTenant.find(tenant, in: connectMigratedBase()).place).execute(
            """
            select socle.record_refusal(\(tenant.text), \(request.schema), \(request.table),
                \(request.origin.description), \(request.mode.rawValue), \(request.rules), \(failure.code.text),
                \(failure.message))
            """)
    }

    private static func unrelayed(_ reason: String) -> String {
        "the mesh could not be told of every load yet: \(reason); 'socle mesh relay' tries again"
    }

    /// A load as its history tells it.
    package struct PastLoad: Sendable {
        package let loadID: UUID
        package let table: String
        package let source: String
        /// The declared source that was loaded, if it was one.
        package let declaredAs: String?
        package let mode: String
        package let state: String
        package let rowsLoaded: Int?
        package let rowsRejected: Int?
        package let startedAt: Date
        package let finishedAt: Date?
        package let bytes: Int?
        package let failure: String?

        /// Seconds from begin to end; nil while it runs.
        package var seconds: Double? { finishedAt.map { max(0, $0.timeIntervalSince(startedAt)) } }

        /// Rows a second; nil for what loaded none.
        package var rowsPerSecond: Int? {
            guard let rowsLoaded, rowsLoaded > 0, let seconds, seconds > 0 else { return nil }
            return Int(Double(rowsLoaded) / seconds)
        }
    }

    /// The last loads of a tenant, the newest first.
    ///
    /// One that nobody runs any more was interrupted, though only the next load of its table writes that down.
    package func loadHistory(of tenant: TenantIdentifier, limit: Int) throws -> [PastLoad] {
        try connectETL(of: tenant).query(
            """
            select load_id, format('%s.%s', schema_name, table_name), source, rules ->> 'declared_as', mode,
                case
                    when state = 'running' and not exists (select from socle.dataset_holder(load_id))
                    then 'interrupted'
                    else state
                end,
                rows_loaded, rows_rejected, started_at, finished_at, content_bytes, failure
            from socle.own_loads order by started_at desc limit \(limit)
            """
        ) { row in
            PastLoad(
                loadID: try row[0], table: try row[1], source: try row[2], declaredAs: try row[3], mode: try row[4],
                state: try row[5], rowsLoaded: try row[6], rowsRejected: try row[7], startedAt: try row[8],
                finishedAt: try row[9], bytes: try row[10], failure: try row[11])
        }
    }

    /// A record that a load refused.
    package struct PastReject: Sendable {
        package let table: String
        package let line: Int
        package let byteOffset: Int
        package let column: String?
        package let value: String?
        package let reason: String
        package let rawLine: String
        /// The load by which the record came into the table after all.
        package let replayedBy: UUID?
    }

    /// The records that a load of a tenant refused.
    ///
    /// - Parameter loadID: the load; nil for the last one that refused any.
    /// - Throws: ``LoadFailure/noSuchLoad(_:)``.
    package func rejects(of tenant: TenantIdentifier, load loadID: UUID?, limit: Int) throws -> [PastReject] {
        let etl = try connectETL(of: tenant)
        if let loadID {
            let isKnown: Bool? = try etl.first(
                "select exists (select from socle.own_loads where load_id = \(loadID))"
            ) { row in try row[0] }
            guard isKnown == true else { throw LoadFailure.noSuchLoad(loadID.uuidString.lowercased()) }
        }
        return try etl.query(
            """
            select format('%s.%s', schema_name, table_name), line_number, byte_offset, column_name, raw_value, reason,
                raw_line, replayed_by
            from socle.own_rejects
            where load_id = coalesce(\(orNull: loadID)::uuid, (
                select load_id from socle.own_loads
                where exists (select from socle.own_rejects as refused where refused.load_id = own_loads.load_id)
                order by started_at desc limit 1
            ))
            order by reject_id limit \(limit)
            """
        ) { row in
            PastReject(
                table: try row[0], line: try row[1], byteOffset: try row[2], column: try row[3], value: try row[4],
                reason: try row[5], rawLine: try row[6], replayedBy: try row[7])
        }
    }

    func connectETL(of tenant: TenantIdentifier) throws -> Connection {
        try Connection(to: parameters(forLogin: TenantNames(tenant).etlLogin, of: tenant))
    }
}
