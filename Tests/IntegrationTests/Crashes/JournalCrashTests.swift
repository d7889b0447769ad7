import FoundationEssentials
import JournalTrial
import Postgres
import Settings
import TestServer
import Testing
import Vocabulary

@Suite("The journal of operations under death", .database)
struct JournalCrashTests {
    @Test("a procedure that dies at any step is finished, or undone, by the next run")
    func sweep() throws {
        let database = TestDatabase.current
        let trial = String(SocleRun.program.dropLast("socle".count)) + "JournalTrial"
        try CrashSweep(Fill.self, sample: 100) {
            let table = "filled_" + randomWord(6)
            let address =
                "postgresql:///\(database.name)?host=\(database.cluster.record.socket)"
                + "&port=\(database.cluster.record.port)&user=socle_provisioner"
            return CrashSweep.Scene(
                command: [trial, "start", table, "7"],
                environment: ["TRIAL_BASE": address, "TRIAL_TENANT": Bool.random() ? UUID().uuidString : ""],
                operation: [trial],
                number: {
                    try database.connect().first("select max(operation_id) from socle.operations") { row in
                        try row[0]
                    } ?? 0
                },
                check: { end in
                    let base = try database.connect()
                    let isThere = try base.first("select to_regclass(\(table)) is not null") { try $0[0] as Bool }
                    switch end {
                    case .completed:
                        let rows = try base.first("select count(*) from \(raw: table)") { try $0[0] as Int }
                        #expect(rows == 7)
                    case .undone: #expect(isThere == false)
                    }
                    let states = try texts(
                        """
                        select state, session_pid::text from socle.operations
                        where arguments ->> 'table' = \(table)
                        """, base)
                    #expect(states == [[end == .completed ? "completed" : "undone", nil]])
                    let open = try base.first(
                        """
                        select count(*) from socle.operation_steps join socle.operations using (operation_id)
                        where arguments ->> 'table' = \(table)
                            and operation_steps.state <> case when operations.state = 'completed' then 'done' else 'undone' end
                            and operation_steps.started_at is not null
                        """
                    ) { try $0[0] as Int }
                    #expect(open == 0)
                })
        }.run()
    }
}
