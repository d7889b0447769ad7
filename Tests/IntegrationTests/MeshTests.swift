import FoundationEssentials
import Mesh
import Operations
import Postgres
import Settings
import TestServer
import Testing
import Vocabulary

@Suite("The mesh", .database)
struct MeshTests {
    @Test("a second import has nothing to do, and export, import, export gives the same bytes")
    func fixedPoint() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let document = try MeshDocument(parsing: Array(world.document.utf8), file: "mesh.yml")
        #expect(try MeshPlan.import(document, into: base).changes == [])
        let text = try #require(MeshCatalog.inspect(base).document).yaml()
        let exported = try MeshDocument(parsing: Array(text.utf8), file: "export.yml")
        #expect(try MeshPlan.import(exported, into: base).changes == [])
        #expect(try MeshCatalog.inspect(base).document?.yaml() == text)
    }

    @Test("the demonstration's document is well formed")
    func sample() throws {
        let path = "\(TestCluster.root.path)/samples/mesh.yml"
        let document = try MeshDocument(parsing: Array(Data(contentsOf: URL(filePath: path))), file: path)
        #expect(document.assets.count == 4 && document.projects.count == 3)
    }

    @Test("every kind of change reaches the database, and the next import has nothing to do")
    func changes() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let edits = [
            ("  name: socle-dev-unified-domain", "  name: socle-dev-unified-domain\n  description: d"),
            ("parent: equipements-domain-unit", "description: x"),
            ("tenant: \(world.giver)\n", "tenant: \(world.giver)\n    description: p\n"),
            ("short_description: Code du", "description: z\n        short_description: Le code du"),
            ("  - name: Territoire", "  - name: Territoire\n    description: g"),
            ("telephone: {terms: [Coordonnée]}", "telephone: {terms: [Département], description: t}"),
            ("value: \"35\"", "value: \"22\""), ("mask: year", "mask: null"),
            ("  name: Équipements\n", "  name: Autre\n      description: o\n      status: INACTIVE\n"),
            (
                "- name: Équipements publics",
                "- name: Autre titre\n    channels: [powerbi]\n    terms: [Coordonnée]"
            ),
        ]
        var text = world.document + "\n"
        for (old, new) in edits {
            #expect(text.contains(old))
            text = text.replacing(old, with: new)
        }
        let document = try MeshDocument(parsing: Array(text.utf8), file: "mesh.yml")
        let plan = try MeshPlan.import(document, into: base)
        #expect(plan.changes.count == 12, "\(plan.changes)")
        #expect(try MeshPlan.import(document, into: base).changes == [])
        let withdrawn = #expect(throws: MeshFailure.self) {
            _ = try SubscriptionRequest.ask(
                for: "Autre", project: "habitat-ventes-dev-project", reason: "x", in: base)
        }
        #expect(withdrawn?.code == "MES303")
    }

    @Test("what a person wrote survives the next load, and a new set of columns is a new revision")
    func loadsAgain() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let etl = try Connection(to: world.login("etl", of: world.giver))
        try world.record(MeshWorld.columns, in: etl)
        #expect(try world.relay(base) == [.taken])
        let asset = try #require(AssetOverview.list(in: base).first)
        #expect(asset.title == "Équipements publics" && asset.revision == 1 && asset.rowCount == 4)

        try world.record(#"[{"name": "id", "type": "bigint"}, {"name": "autre", "type": "text"}]"#, in: etl)
        #expect(try world.relay(base) == [.taken])
        #expect(try AssetOverview.list(in: base).first?.revision == 2)
        try world.record(MeshWorld.columns, in: etl)
        #expect(try world.relay(base) == [.taken])
        #expect(try AssetOverview.list(in: base).first?.revision == 3)
        let document = try MeshDocument(parsing: Array(world.document.utf8), file: "mesh.yml")
        #expect(try MeshPlan.import(document, into: base).changes == [])
    }

    @Test("an event is taken once, and one that can never be taken is put aside")
    func relay() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let etl = try Connection(to: world.login("etl", of: world.giver))
        try world.record(#"{"not": "a list"}"#, table: "x", in: etl)
        let event = try #require(readOutbox(base).first)
        guard case .refused = try takeOutboxEvent(event, from: world.database.name, in: base) else {
            Issue.record("an event without columns was taken")
            return
        }
        #expect(try takeOutboxEvent(event, from: world.database.name, in: base) == .known)
        try markRelayed([event], in: base)
        #expect(try readOutbox(base).isEmpty)
        let foreign = OutboxEvent(
            eventID: UUID(), tenantID: event.tenantID, kind: "dataset.loaded",
            payload: #"{"schema": "\#(world.taker)_equipements", "table": "t", "columns": []}"#,
            occurredAt: event.occurredAt)
        guard case .refused = try takeOutboxEvent(foreign, from: world.database.name, in: base) else {
            Issue.record("a tenant's event made an asset of another tenant")
            return
        }
        #expect(try AssetOverview.list(in: base).count == 1)
    }

    @Test("an event that cannot be taken now waits, and keeps no other waiting")
    func failingEvent() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let etl = try Connection(to: world.login("etl", of: world.giver))
        try base.executeScript(
            """
            create function mesh.fail() returns trigger language plpgsql as $$
            begin
                if new.table_name = 'later' then raise exception 'no room' using errcode = '53100'; end if;
                if new.table_name = 'never' then raise exception 'too much' using errcode = '54000'; end if;
                return new;
            end $$;
            create trigger fail before insert on mesh.assets for each row execute function mesh.fail();
            """)
        for table in ["later", "never", "good"] { try world.record(MeshWorld.columns, table: table, in: etl) }
        let first = try world.database.installation.relay()
        #expect(first.taken == 1)
        #expect(first.refused == ["dataset.loaded in '\(world.database.name)': too much"])
        #expect(first.failures.failures.count == 1)
        try base.execute("drop trigger fail on mesh.assets")
        let second = try world.database.installation.relay()
        #expect(second.taken == 1 && second.refused == [] && second.failures.isEmpty)
        #expect(try Set(AssetOverview.list(in: base).map(\.table)).isSuperset(of: ["later", "good"]))
    }

    @Test("headings of any length make an asset that is found")
    func longLabels() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let etl = try Connection(to: world.login("etl", of: world.giver))
        let columns = (1...1600).map { number in
            #"{"name": "c\#(number)", "type": "text", "label": "c\#(number)\#(String(repeating: "漢", count: 240))"}"#
        }
        try world.record("[\(columns.joined(separator: ","))]", table: "wide", in: etl)
        #expect(try world.relay(base) == [.taken])
        #expect(try AssetOverview.search("wide", in: base).count == 1)
    }

    @Test("a search forgives accents and endings, and finds what columns and terms say")
    func search() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        for words in [
            "equipement", "ÉQUIPEMENTS publics", "inventaire", "telephones", "coordonnees", "\"prix\"",
        ] {
            #expect(try AssetOverview.search(words, in: base).count == 1, "\(words)")
        }
        for words in ["piscine", "equipement -inventaire", "", "'; drop table mesh.assets; --"] {
            #expect(try AssetOverview.search(words, in: base).isEmpty, "\(words)")
        }
    }

    @Test("the database itself refuses names outside the conventions, in any program's hands")
    func conventions() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let unit: SQL = "(select domain_unit_id from mesh.domain_units where name = 'habitat-domain-unit')"
        let refused: [SQL] = [
            "insert into mesh.domains (name) values ('socle-unified-domain')",
            "insert into mesh.domain_units (domain_id, name) select domain_id, 'a-domain-unit' from mesh.domains",
            """
            insert into mesh.domain_units (domain_id, parent_domain_unit_id, name)
            select domain_id, domain_unit_id, 'habitat' from mesh.domain_units limit 1
            """,
            """
            insert into mesh.projects (domain_unit_id, tenant_id, name)
            select \(sql: unit), tenant_id, 'equipements-x-dev-project' from socle.registry
            """,
            """
            update mesh.assets set project_id =
                (select project_id from mesh.projects where name = 'habitat-ventes-dev-project')
            """,
            "update mesh.asset_filters set included_columns = '{id}' where name = 'masques'",
        ]
        for statement in refused {
            let state = try refusal(of: statement, base)
            #expect(
                ["23505", "23514", "23503"].contains(state?.rawValue),
                "\(statement): \(state?.rawValue ?? "taken")")
        }
    }

    @Test("identifiers look like DataZone's, and the mesh's own tables are open to no tenant")
    func identifiersAndRights() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let ids = try texts("select domain_id, asset_id from mesh.domains cross join mesh.assets", base)
        #expect(ids[0][0]?.wholeMatch(of: #/dzd_[a-z0-9]{14}/#) != nil)
        #expect(ids[0][1]?.wholeMatch(of: #/[a-z0-9]{14}/#) != nil)
        for purpose in ["admin", "app", "etl", "metabase"] {
            let login = try Connection(to: world.login(purpose, of: world.taker))
            #expect(try refusal(of: "select from mesh.assets", login) == .insufficientPrivilege)
        }
    }

    @Test("the runtime keeps the mesh and cannot make itself an access")
    func runtime() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        try base.execute("set role socle_runtime")
        let document = try MeshDocument(
            parsing: Array(world.document.replacing("Code du", with: "Le code du").utf8), file: "mesh.yml")
        #expect(try MeshPlan.import(document, into: base).changes.count == 1)
        _ = try world.ask(base)
        let refused: [SQL] = [
            "update mesh.subscription_requests set status = 'ACCEPTED', decided_at = now()",
            "update mesh.subscription_grants set status = 'GRANTED'", "delete from mesh.assets",
        ]
        for statement in refused { #expect(try refusal(of: statement, base) == .insufficientPrivilege) }
    }
}
