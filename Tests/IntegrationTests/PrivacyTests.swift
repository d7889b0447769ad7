import Channels
import Compliance
import FoundationEssentials
import Glibc
import Operations
import Postgres
import TestServer
import Testing
import Vocabulary

@testable import Tenancy

@Suite("The rights of a person", .database)
struct PrivacyTests {
    /// A tenant with people in three tables, one of which refers to another, and a copy of them.
    private struct Town {
        let database = TestDatabase.current
        let tenant: TenantIdentifier
        let configuration: TenantConfiguration

        var schema: SQL { SQL(raw: "\(tenant)_data") }

        init(placement: Placement = .schema, declares: ((TenantIdentifier) throws -> [PersonalTable])? = nil) throws {
            tenant = try database.newTenant()
            configuration = try Self.configuration(tenant, placement, declares?(tenant) ?? Self.tables)
            _ = try database.installation.apply(configuration)
            let etl = try self.etl()
            for statement: SQL in [
                "create table \(sql: schema).usagers (id bigint primary key, email text, nom text, naissance date)",
                """
                create table \(sql: schema).demandes (
                    id bigint, usager_id bigint references \(sql: schema).usagers, email text, ville text,
                    code uuid, recue_le date
                )
                """,
                "create table \(sql: schema).statistiques (email text, age integer, ville text)",
                """
                insert into \(sql: schema).usagers values
                    (1, 'zoe@example.org', 'Zoé', '1980-01-01'), (2, 'abel@example.org', 'Abel', '1990-01-01')
                """,
                """
                insert into \(sql: schema).demandes values
                    (1, 1, 'zoe@example.org', 'Rennes', gen_random_uuid(), '2015-01-01'),
                    (2, 1, 'zoe@example.org', 'Rennes', gen_random_uuid(), now()),
                    (3, 2, 'abel@example.org', 'Brest', gen_random_uuid(), now())
                """,
                """
                insert into \(sql: schema).statistiques values
                    ('zoe@example.org', 40, 'Rennes'), ('abel@example.org', 30, 'Brest'), ('zoe@example.org', 41, 'Rennes')
                """,
                "create materialized view \(sql: schema).copie as select email, nom from \(sql: schema).usagers",
            ] { try etl.execute(statement) }
        }

        static var tables: [PersonalTable] {
            get throws {
                [
                    try table("usagers", [("email", .deleteRow), ("nom", .deleteRow)]),
                    try table(
                        "demandes", [("email", .deleteRow)], retention: CalendarSpan(5, .year), from: "recue_le"),
                    try table("statistiques", [("email", .pseudonym), ("age", .setNull)]),
                ]
            }
        }

        static func table(
            _ name: String, subject: [String] = ["email"], _ columns: [(String, PersonalTable.Erasure)],
            retention: CalendarSpan? = nil, from: String? = nil
        ) throws -> PersonalTable {
            PersonalTable(
                schemaSuffix: "data", table: try Identifier(name), subject: try subject.map { try Identifier($0) },
                columns: try columns.map { .init(name: try Identifier($0.0), onErasure: $0.1) },
                purpose: "Accueil", legalBasis: .publicTask, persons: "usagers", retention: retention,
                retentionFrom: try from.map { try Identifier($0) })
        }

        static func configuration(
            _ tenant: TenantIdentifier, _ placement: Placement, _ tables: [PersonalTable]
        ) throws -> TenantConfiguration {
            TenantConfiguration(
                identifier: tenant, name: "Ville de \(tenant)", tier: placement == .schema ? .free : .standard,
                region: "france", contact: .init(name: "Zoé", email: "zoe@example.org"), placement: placement,
                themes: [], channels: [.metabase],
                limits: .init(
                    users: 10, storage: ByteCount(gigabytes: 1), apiCallsPerMonth: 10_000, databaseConnections: 20,
                    channels: [.metabase]),
                rotation: .init(keys: .never, logins: .never), privacy: Privacy(personalData: tables))
        }

        func etl() throws -> Connection {
            try Connection(to: database.installation.parameters(forLogin: Identifier("\(tenant)_etl"), of: tenant))
        }

        func request(_ subject: String = "zoe@example.org", except: [String] = []) throws -> PersonRequest {
            PersonRequest(
                configuration: configuration, subject: subject,
                exceptions: Set(
                    try except.map {
                        RelationName(schema: try Identifier("\(tenant)_data"), name: try Identifier($0))
                    }))
        }

        /// The rows of all tables, in which a person may stand.
        func rows() throws -> [[String?]] {
            let etl = try self.etl()
            return try ["usagers", "demandes", "statistiques", "copie"].flatMap { table in
                try texts(
                    "select '\(raw: table)', t::text from \(sql: schema).\(raw: table) as t order by t::text", etl)
            }
        }

        func events(_ action: String) throws -> [[String?]] {
            let tenant = try RegisteredTenant.find(tenant, in: database.connect())
            return try texts(
                "select class, actor, object, detail from socle.audit_events where tenant_id = \(tenant.tenantID) and action = \(action) order by sequence",
                database.installation.connectProvisioner(to: tenant.place))
        }
    }

    @Test(
        "an erasure takes a person out of every table, copy and reject, with its proof; a rehearsal changes nothing",
        arguments: [Placement.schema, .database])
    func erase(_ placement: Placement) throws {
        let town = try Town(placement: placement)
        let etl = try town.etl()
        let load: UUID? = try etl.first("select socle.begin_load(\("\(town.tenant)_data"), 'usagers', 's', 'append')") {
            try $0[0]
        }
        try etl.execute(
            """
            select socle.record_rejects(\(orNull: load), \(#"[{"line_number": 1, "byte_offset": 0, "reason": "r", "raw_line": "3;zoe@example.org"}, {"line_number": 2, "byte_offset": 9, "reason": "r", "raw_line": "4;abel@example.org"}]"#)::jsonb)
            """)
        let before = try town.rows()
        let rehearsal = try town.database.installation.erasePerson(town.request(), isRehearsal: true)
        #expect(
            rehearsal.counts.map { "\($0.table.name) \($0.rows)" } == ["demandes 2", "statistiques 2", "usagers 1"])
        #expect(rehearsal.rejects == 1 && rehearsal.event == nil)
        #expect(try town.rows() == before && town.events("person.erased").isEmpty)

        let report = try town.database.installation.erasePerson(town.request(), isRehearsal: false)
        #expect(report.counts == rehearsal.counts && report.rejects == 1 && report.event != nil)
        let after = try town.rows().map { $0.compactMap(\.self).joined(separator: " ") }
        #expect(after.filter { $0.contains("zoe") || $0.contains("Zoé") } == [])
        #expect(after.count == before.count - 4)
        let pseudonyms = after.filter { $0.contains("p-") }
        #expect(pseudonyms.count == 2 && Set(pseudonyms).count == 1, "the same person keeps one pseudonym, and no age")
        #expect(after.filter { $0.contains("abel") }.count == 4)
        #expect(try texts("select raw_line from socle.own_rejects order by 1", etl) == [[""], ["4;abel@example.org"]])
        let events = try town.events("person.erased")
        #expect(events.count == 1 && events[0][0] == "proof" && events[0][1] == "\(town.tenant)_etl")
        #expect(events[0][2] == report.subject.first && events[0][2]?.count == 64)
        #expect(events[0][3]?.contains("zoe") == false)
        let again = try town.database.installation.erasePerson(town.request(), isRehearsal: false)
        #expect(again.counts.allSatisfy { $0.rows == 0 } && again.subject == report.subject)
        print(
            "integration: a person erased from \(report.counts.count) tables, \(report.copies.count) copy, \(report.rejects) reject in placement \(placement.rawValue)"
        )
    }

    @Test("an erasure is refused, whole, under a hold, by what nobody declared, and by rows that refer to the person's")
    func refused() throws {
        let town = try Town()
        let installation = town.database.installation
        let before = try town.rows()
        try installation.setHold(on: town.tenant, reference: "TA 1", reason: "Recours.")
        #expect(throws: LifeFailure.self) { try installation.erasePerson(town.request(), isRehearsal: false) }
        #expect(throws: LifeFailure.self) {
            try installation.applyRetention(of: town.configuration, authority: .visa("AD35"))
        }
        try installation.releaseHold(on: town.tenant, reference: "TA 1", reason: "Jugé.")
        let etl = try town.etl()
        try etl.execute("create table \(sql: town.schema).oubliee (email text)")
        let stray = RelationName(schema: try Identifier("\(town.tenant)_data"), name: try Identifier("oubliee"))
        #expect(throws: ComplianceFailure.undeclared(stray, column: "email")) {
            try installation.erasePerson(town.request(), isRehearsal: false)
        }
        #expect(throws: ComplianceFailure.undeclared(stray, column: "email")) {
            try installation.exportPerson(town.request(), to: "/tmp/\(randomWord(8))")
        }
        _ = try installation.erasePerson(town.request(except: ["oubliee"]), isRehearsal: true)
        try etl.execute("drop table \(sql: town.schema).oubliee")
        try etl.execute("create table \(sql: town.schema).liens (usager bigint references \(sql: town.schema).usagers)")
        try etl.execute("insert into \(sql: town.schema).liens values (1)")
        let links = RelationName(schema: stray.schema, name: try Identifier("liens"))
        #expect(throws: ComplianceFailure.stillReferenced(links, constraint: "liens_usager_fkey")) {
            try installation.erasePerson(town.request(), isRehearsal: false)
        }
        try etl.execute("drop table \(sql: town.schema).liens")
        try etl.execute("alter table \(sql: town.schema).demandes rename to ailleurs")
        #expect(throws: FailureList.self) { try installation.erasePerson(town.request(), isRehearsal: false) }
        try etl.execute("alter table \(sql: town.schema).ailleurs rename to demandes")
        #expect(try town.rows() == before && town.events("person.erased").isEmpty)
    }

    @Test("persons are found by typed columns, hostile names and values, and a value of no such type is nobody's")
    func hostile() throws {
        let name = #"Us"agers; drop table x; -- é"#
        let town = try Town(declares: { _ in
            [
                try Town.table(name, subject: [#"N° "id""#], [(#"N° "id""#, .deleteRow)]),
                try Town.table("usagers", [("email", .deleteRow)]),
                try Town.table("demandes", [("email", .deleteRow)]),
                try Town.table("statistiques", [("email", .deleteRow)]),
            ]
        })
        let etl = try town.etl()
        let table: SQL = "\(sql: town.schema).\(identifier: try Identifier(name))"
        try etl.execute("create table \(sql: table) (\(identifier: try Identifier(#"N° "id""#)) integer)")
        try etl.execute("insert into \(sql: table) values (1), (2)")
        let installation = town.database.installation
        func rows(_ subject: String) throws -> Int {
            try installation.erasePerson(town.request(subject), isRehearsal: true).counts.map(\.rows).reduce(0, +)
        }
        #expect(try rows(#"N° "id"=1"#) == 1)
        #expect(try rows(#"N° "id"=one"#) == 0)
        #expect(try rows("email=' or true --") == 0)
        #expect(try rows("email=zoe@example.org\n\(#"N° "id"=99999999999999999999"#)") == 5)
        #expect(throws: ComplianceFailure.self) { try rows("zoe@example.org") }
    }

    @Test("an export is whole, private, readable by others, and leaves an event without the person")
    func export() throws {
        let town = try Town()
        let folder = "/tmp/socle-export-\(randomWord(10))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let export = try town.database.installation.exportPerson(town.request(), to: folder)
        #expect(export.rowCount == 5)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(files.count == 4 && files.last == "export.json")
        for file in [""] + files {
            var facts = stat()
            stat("\(folder)/\(file)", &facts)
            #expect(facts.st_mode & 0o777 == (file.isEmpty ? 0o700 : 0o600), "\(file)")
        }
        struct Document: Decodable {
            struct Table: Decodable {
                let table: String
                let rows: [Row]
            }
            struct Row: Decodable { let email: String }
            let tenant: String
            let rows: Int
            let tables: [Table]
        }
        let bytes = try #require(FileManager.default.contents(atPath: "\(folder)/export.json"))
        let document = try JSONDecoder().decode(Document.self, from: bytes)
        #expect(document.tenant == town.tenant.text && document.rows == 5)
        #expect(document.tables.flatMap(\.rows).allSatisfy { $0.email == "zoe@example.org" })
        let csv = String(
            decoding: FileManager.default.contents(atPath: "\(folder)/\(files[2])") ?? Data(), as: UTF8.self)
        #expect(csv == "id,email,nom,naissance\r\n1,zoe@example.org,Zoé,1980-01-01\r\n")
        let events = try town.events("person.exported")
        #expect(events.count == 1 && events[0][3]?.contains("zoe") == false)
        #expect(throws: ComplianceFailure.folderExists(path: folder)) {
            try town.database.installation.exportPerson(town.request(), to: folder)
        }
        let nobody = "/tmp/socle-export-\(randomWord(10))"
        defer { try? FileManager.default.removeItem(atPath: nobody) }
        #expect(
            try town.database.installation.exportPerson(town.request("nobody@example.org"), to: nobody).rowCount == 0)
    }

    @Test("consents are added and derived, never changed, and hold no identifier")
    func consents() throws {
        let town = try Town()
        let installation = town.database.installation
        let base = try town.database.connect()
        func standing() throws -> [String] {
            try installation.consents(of: town.tenant).map { "\($0.purpose) \($0.given) \($0.withdrawn)" }
        }
        #expect(throws: ComplianceFailure.notGiven(purpose: "lettre")) {
            try installation.recordConsent(.withdrawn, to: "lettre", by: "zoe@example.org", of: town.tenant)
        }
        try installation.recordConsent(.given, to: "lettre", by: "zoe@example.org", of: town.tenant, evidence: "F-1")
        try installation.recordConsent(.given, to: "lettre", by: "abel@example.org", of: town.tenant)
        try installation.recordConsent(.given, to: "sms", by: "zoe@example.org", of: town.tenant)
        #expect(try standing() == ["lettre 2 0", "sms 1 0"])
        try installation.recordConsent(.withdrawn, to: "lettre", by: "zoe@example.org", of: town.tenant)
        #expect(try standing() == ["lettre 1 1", "sms 1 0"])
        // What was said before is no news, whenever it is recorded.
        try installation.recordConsent(
            .given, to: "lettre", by: "zoe@example.org", of: town.tenant, at: Date(timeIntervalSince1970: 0))
        #expect(try standing() == ["lettre 1 1", "sms 1 0"])
        let history = try installation.consentHistory(of: "zoe@example.org", of: town.tenant)
        #expect(
            history.map { "\($0.purpose) \($0.state.rawValue)" } == [
                "lettre withdrawn", "sms given", "lettre given", "lettre given",
            ])
        #expect(try installation.consentHistory(of: "zoe@example.org", of: town.database.makeTenant()).isEmpty)
        for change: SQL in [
            "update socle.consents set state = 'given'", "delete from socle.consents", "truncate socle.consents",
        ] {
            for replication in ["origin", "replica"] {
                try base.execute("set session_replication_role = \(raw: replication)")
                #expect(try refusal(of: change, base) == .insufficientPrivilege, "\(change)")
            }
        }
        #expect(try texts("select state from socle.consents where consents::text like '%zoe%'", base) == [])
        #expect(throws: ComplianceFailure.emptyText(option: "--purpose")) {
            try installation.recordConsent(.given, to: " ", by: "zoe@example.org", of: town.tenant)
        }
        let events = try texts(
            "select action from socle.audit_events where action like 'consent.%' order by sequence", base)
        #expect(
            events.map { $0[0] } == [
                "consent.recorded", "consent.recorded", "consent.recorded", "consent.withdrawn", "consent.recorded",
            ])
        #expect(throws: SecretFailure.self) {
            try installation.removeSecret(SecretName("privacy/subject_key"), of: .tenant(town.tenant))
        }
    }

    @Test("a retention deletes the rows whose time is over, with the authority in its proof, and once")
    func retention() throws {
        let town = try Town()
        let installation = town.database.installation
        let plan = try installation.retentionPlan(of: town.configuration)
        #expect(plan.lines.map(\.rows) == [1] && plan.lines[0].earliest == "2015-01-01" && plan.unruled.count == 2)
        let lines = try installation.applyRetention(of: town.configuration, authority: .visa("AD35 2026-118"))
        #expect(lines.map(\.rows) == [1])
        #expect(try installation.retentionPlan(of: town.configuration).lines.map(\.rows) == [0])
        _ = try installation.applyRetention(of: town.configuration, authority: .attestation("Aucune archive."))
        let events = try town.events("retention.applied")
        #expect(events.count == 1 && events[0][0] == "proof" && events[0][3]?.contains("AD35 2026-118") == true)
        #expect(throws: ComplianceFailure.emptyText(option: "--visa")) {
            try installation.applyRetention(of: town.configuration, authority: .visa(" "))
        }
    }

    @Test("the register names tables, channels and subscribers as catalog and mesh have them")
    func register() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        _ = try world.share(base)
        _ = try world.relay(base)
        _ = try world.channel(.metabase, of: world.giver, base).enable(base: base, data: base)
        let declared = PersonalTable(
            schemaSuffix: "equipements", table: try Identifier("equipements"), subject: [try Identifier("telephone")],
            columns: [.init(name: try Identifier("telephone"), onErasure: .setNull)], purpose: "Inventaire",
            legalBasis: .publicTask)
        let plain = try MeshWorld.configuration(world.giver)
        let configuration = TenantConfiguration(
            identifier: plain.identifier, name: plain.name, tier: plain.tier, region: plain.region,
            contact: plain.contact, placement: plain.placement, themes: plain.themes, channels: plain.channels,
            limits: plain.limits, rotation: plain.rotation, privacy: Privacy(personalData: [declared]))
        let page = try world.database.installation.processingRegister(of: configuration).markdown
        #expect(page.contains("lecteurs du canal metabase"))
        #expect(page.contains("Ville de \(world.taker), abonné (masqués :") && page.contains("telephone"))
        #expect(!page.contains("absente de la base"))
    }
}
