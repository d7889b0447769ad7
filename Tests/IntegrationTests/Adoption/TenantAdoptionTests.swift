import FoundationEssentials
import Glibc
import Operations
import Postgres
import TestServer
import Testing
import Vocabulary

@Suite("Adoption of a client's database", .database)
struct TenantAdoptionTests {
    @Test("everything that can be taken is there, clean, and the source is as it was")
    func whole() throws {
        try NastySource.lend { source in
            try AdoptionScene.lend(source) { scene in
                let before = try source.dump()
                let run = try scene.adopt("--schema", "public=economie", "--max-rejects", "50%")
                try #require(run.exitCode == 0, "\(run.errorOutput)")
                #expect(try source.dump() == before)
                try checkValues(scene)
                try checkStructure(scene)
                try checkRecords(scene)
                try checkReports(scene)
                let again = try scene.adopt("--schema", "public=economie", "--max-rejects", "50%")
                #expect(again.exitCode != 0 && again.errorOutput.contains("shall go"), "\(again.errorOutput)")
            }
        }
    }

    @Test("a tenant with a database of its own gets the tables there, and the mesh knows them")
    func ownDatabase() throws {
        let script = "create table t (id int primary key, nom text); insert into t values (1, ' é ');"
        try NastySource.lend(script) { source in
            try AdoptionScene.lend(source) { scene in
                let file = "\(scene.commands.root)/tenants/development/\(scene.tenant).yml"
                let text = String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
                let standard = text.replacing("tenant_type: free", with: "tenant_type: standard")
                    .replacing("key_rotation: never", with: "key_rotation: yearly")
                    .replacing("login_rotation: never", with: "login_rotation: yearly")
                try Data(standard.utf8).write(to: URL(filePath: file))
                let run = try scene.adopt()
                try #require(run.exitCode == 0, "\(run.errorOutput)")
                let names = TenantNames(scene.tenant)
                let etl = try Connection(
                    to: scene.database.installation.parameters(forLogin: names.etlLogin, of: scene.tenant))
                let found = try texts(
                    "select current_database()::text, nom from \(identifier: names.dataSchema, Identifier("t"))", etl)
                #expect(found == [[names.database.text, "é"]])
                #expect(
                    try scene.rows("select database, table_name from mesh.assets where schema_name = '$T_data'")
                        == [[names.database.text, "t"]])
            }
        }
    }

    private func checkValues(_ scene: AdoptionScene) throws {
        let clients = try scene.rows(
            """
            select id, nom, prenom, insee, code_postal, inscrit_le, montant_eur, humeur, domaine, solde, adresse_ip, doc,
                tags, photo, humeurs, p, st_asewkt(lieu), st_asewkt(forme), "select", duree, plage, u, reel, x, calcul, vide
            from $T_economie.clients_ete order by id
            """)
        let first: [String?] = [
            "1", "Dupré", "José", "01004", "01000", "1980-12-31", "1234.50", "gai", "01000", "12.50", "10.0.0.1/8",
            #"{"a": "\t", "b": 1.10}"#, #"{x,NULL,"a\"b\\"}"#, #"\x00ff0a"#, "{gai,triste}", "(1,x)",
            "SRID=4326;POINT(1 2)",
            "SRID=2154;POLYGON((0 0,1 1,0 1,1 0,0 0))", "1.50", "1 mon 2 days", "[1,5)",
            "00000000-0000-0000-0000-000000000001", "0.1", #"<a b="c"/>"#, "Dupré\t!", nil,
        ]
        #expect(clients.first == first)
        #expect(clients.map { $0[0] } == ["1", "3", "4"])
        #expect(clients.map { $0[1] } == ["Dupré", "L'Œuf\n\"sur\" le plat", "👩‍👩‍👧 ‮rtl"])
        #expect(clients.map { $0[5] } == ["1980-12-31", "2003-02-01", nil])
        #expect(clients.map { $0[9] } == ["12.50", "-1234.56", nil])
        #expect(clients.map { $0[22] } == ["0.1", "1e-300", "-Infinity"])
        #expect(clients.map { $0[12] }.last == #"{N,"\\N"}"#)
        let counts = try scene.rows(
            """
            select (select count(*) from $T_economie.grande), (select count(*) from $T_economie.mesures),
                (select count(*) from $T_economie.animaux), (select count(*) from $T_economie.chiens),
                (select count(*) from $T_data.sans_cle), (select count(*) from $T_economie.temoins)
            """)
        #expect(counts == [["2000", "701", "1", "1", "21", "0"]])
        #expect(
            try scene.rows("select sum(length(b)), count(distinct b) from $T_data.sans_cle") == [["210", "20"]])
    }

    private func checkStructure(_ scene: AdoptionScene) throws {
        let types = try scene.rows(
            """
            select string_agg(format_type(atttypid, atttypmod), ' ' order by attnum) from pg_attribute
            where attrelid = '$T_economie.clients_ete'::regclass and attnum > 0
            """)
        #expect(
            types == [
                [
                    "integer text character varying(40) text text date numeric text text character varying(5) numeric inet"
                        + " jsonb text[] bytea text[] text geometry(Point,4326) geometry(Geometry,2154) numeric(10,2) interval int4range uuid"
                        + " double precision xml text text"
                ]
            ])
        #expect(
            try scene.rows(
                """
                select conname, pg_get_constraintdef(oid) from pg_constraint
                where connamespace = '$T_economie'::regnamespace and contype in ('p', 'u', 'f')
                    and conrelid = '$T_economie.grande'::regclass order by 1
                """) == [
                    [
                        "grande_client_fkey",
                        "FOREIGN KEY (client) REFERENCES \(scene.tenant)_economie.clients_ete(id) ON DELETE CASCADE",
                    ],
                    ["grande_note_key", "UNIQUE (note)"], ["grande_pkey", "PRIMARY KEY (id)"],
                ])
        #expect(
            try scene.relations().filter { !$0.contains("clients_ete") }
                == [
                    "data.sans_cle", "economie.animaux", "economie.animaux_pkey", "economie.chiens", "economie.grande",
                    "economie.grande_client_idx", "economie.grande_id_seq", "economie.grande_note_key",
                    "economie.grande_pkey", "economie.mesures", "economie.mesures_pkey", "economie.secrets",
                    "economie.secrets_pkey", "economie.temoins",
                ].map { "\(scene.tenant)_\($0)" })
        // Numbers go on where the source's would have.
        let etl = try Connection(
            to: scene.database.installation.parameters(
                forLogin: TenantNames(scene.tenant).etlLogin, of: scene.tenant))
        let next: [String?] = try etl.query(
            "insert into \(raw: scene.tenant.text)_economie.grande (note) values ('neuf') returning id"
        ) { $0.text(0) }
        #expect(next == ["\(10 + 2 * 2000)"])
        #expect(
            try refusal(
                of: "insert into \(raw: scene.tenant.text)_economie.clients_ete (nom, humeur) values ('x', 'fou')", etl)
                == .checkViolation)
        let comments = try scene.rows(
            """
            select obj_description('$T_economie.clients_ete'::regclass), col_description('$T_economie.clients_ete'::regclass, 2)
            """)
        #expect(comments == [["Les clients | de l'été", "Nom · Nom's\nde famille"]])
        // Its own people read it, nobody else does.
        let app = try Connection(
            to: scene.database.installation.parameters(
                forLogin: TenantNames(scene.tenant).appLogin, of: scene.tenant))
        let seen: Int? = try app.first(
            "select count(*) from \(raw: scene.tenant.text)_economie.clients_ete"
        ) { try $0[0] }
        #expect(seen == 3)
        let plan = try scene.socle("tenant", "plan", scene.tenant.text)
        #expect(plan.exitCode == 0, "\(plan.text)")
    }

    private func checkRecords(_ scene: AdoptionScene) throws {
        #expect(
            try scene.rows(
                """
                select table_name, lines_read, rows_loaded, rows_rejected, state from socle.loads
                join socle.datasets using (dataset_id) where schema_name like '$T%' and rows_rejected > 0
                """) == [["clients_ete", "4", "3", "1", "loaded"]])
        #expect(
            try scene.rows("select column_name, raw_value, reason, raw_line like '%31/02/2001%' from socle.rejects")
                == [["inscrit_le", "31/02/2001", "no such date or time", "t"]])
        #expect(
            try scene.rows(
                "select detail::jsonb ->> 'rejected' from socle.audit_events where action = 'tenant.adopted'")
                == [["1"]])
        #expect(try scene.rows("select name from socle.secrets where kind = 'source'") == [])
        #expect(
            try scene.rows("select count(*) from mesh.assets where schema_name like '$T%'").first?.first == "8")
    }

    private func checkReports(_ scene: AdoptionScene) throws {
        var facts = stat()
        lstat(scene.reports, &facts)
        #expect(facts.st_mode & 0o777 == 0o700)
        for step in ["audit", "cleaning", "structure", "data", "validation", "documentation"] {
            for ending in ["md", "json"] {
                let path = "\(scene.reports)/\(step).\(ending)"
                #expect(lstat(path, &facts) == 0 && facts.st_mode & 0o777 == 0o600, "\(path)")
            }
            let json = try JSONDecoder().decode(JSON.self, from: Data(try scene.report("\(step).json").utf8))
            #expect(json["step"] == .string(step))
            for text in [try scene.report("\(step).md"), try scene.report("\(step).json")] {
                for secret in [scene.source.password, "Dupré", "31/02/2001", "a@b.fr"] {
                    #expect(!text.contains(secret), "\(step) shows \(secret)")
                }
            }
        }
        let audit = try scene.report("audit.md")
        for finding in [
            "| warning | mojibake | public.Clients Été.Prénom | 1 of 3 values | rule 'mojibake' |",
            "| warning | lost-zeros | public.Clients Été.insee | 2 of 4 codes have four digits |",
            "| warning | invalid-geometries | public.Clients Été.forme | 1 of 2 geometries |",
            "| warning | no-key |", "| warning | inherits | public.chiens |", "| note | partitioned | public.mesures |",
            "| warning | personal-data | public.Clients Été.courriel |",
            "| note | reserved-word | public.Clients Été.select |",
        ] {
            #expect(audit.contains(finding), "\(finding)")
        }
        #expect(try scene.report("documentation.md").contains("## view public.vue"))
    }
}
