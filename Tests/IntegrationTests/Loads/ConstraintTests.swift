import Formats
import Ingestion
import Postgres
import TestServer
import Testing
import Vocabulary

/// Rows that the table itself does not take.
@Suite("Constraints that a load breaks", .database)
struct ConstraintTests {
    /// What stands on the table, what is loaded, and what is said of it.
    struct Breach: CustomStringConvertible, Sendable {
        let description: String
        let demand: String
        let text: String
        let mode: LoadMode
        let said: [String]

        init(_ description: String, _ demand: String, _ text: String, _ mode: LoadMode, _ said: String...) {
            self.description = description
            self.demand = demand
            self.text = text
            self.mode = mode
            self.said = said
        }
    }

    private static let breaches = [
        Breach(
            "key, swap", "alter table % add primary key (a)", "5;v\n5;w\n", .replace, "of 't_pkey' of table", "(a)=(5)",
            "--mode merge --key a"),
        Breach(
            "key, append", "alter table % add constraint \"one a\" unique (a)", "1;v\n", .append, "of 'one a' of table",
            "(a)=(1)", "--mode merge --key a"),
        Breach(
            "key of two columns", "alter table % add unique (a, b)", "5;v\n5;v\n", .replace, "'t_a_b_key'",
            "columns: 'a', 'b'", "(a, b)=(5, v)"),
        Breach(
            "unique index", "create unique index once on % (lower(b))", "5;V\n6;v\n", .replace, "of 'once' of table",
            "lower(b)", "(v)"),
        Breach(
            "another key than that of a merge", "create unique index once on % (b)", "5;x\n", .merge,
            "of 'once' of table", "(b)=(x)", "Correct the source"),
        Breach(
            "check, swap", "alter table % add constraint few check (a < 9)", "5;v\n90;w\n", .replace,
            "constraint 'few' of table", "CHECK ((a < 9))", "(90, w)"),
        Breach(
            "check, append", "alter table % add constraint few check (a < 9)", "90;w\n", .append,
            "constraint 'few' of table", "(90, w)"),
        Breach(
            "check, merge", "alter table % add constraint few check (a < 9)", "90;w\n", .merge,
            "constraint 'few' of table", "(90, w)"),
        Breach(
            "not null, swap", "alter table % alter b set not null", "5;v\n6;\n", .replace, "no value in column 'b'",
            "(6, null)"),
        Breach(
            "not null, append", "alter table % alter b set not null", "6;\n", .append, "no value in column 'b'",
            "(6, null)"),
        Breach(
            "exclusion, swap", "alter table % add constraint apart exclude (a with =)", "5;v\n5;w\n", .replace,
            "constraint 'apart' of table", "(a)=(5)"),
        Breach(
            "reference, append", "alter table % add constraint own foreign key (b) references @ (k)", "6;z\n", .append,
            "constraint 'own' of table", "(b)=(z)", "referred to"),
        Breach(
            "reference, in place", "alter table % add constraint own foreign key (b) references @ (k)", "6;z\n",
            .replace, "constraint 'own' of table", "(b)=(z)"),
        Breach(
            "referred to, replace",
            "alter table % add primary key (a); "
                + "create table @2 (r integer references % (a)); insert into @2 values (1)", "6;z\n", .replace,
            "refer by constraint 'o2_r_fkey'", "(a)=(1)", "without --delete-missing"),
        Breach(
            "partition",
            "drop table %; create table % (a integer, b text) partition by list (a); "
                + "create table @2 partition of % for values in (1, 2); insert into % values (1, 'x'), (2, 'y')",
            "6;z\n", .append, "no partition of table", "(a) = (6)"),
    ]

    @Test("are named with columns, the first row or key, and what to do; the table stays", arguments: breaches)
    func named(_ breach: Breach) throws {
        let bench = try LoadBench()
        try bench.write("a;b\n1;x\n2;y\n")
        _ = try bench.load()
        let hand = try bench.etl()
        try hand.execute("create table \(sql: try bench.name("o")) (k text primary key)")
        try hand.execute("insert into \(sql: try bench.name("o")) values ('x'), ('y')")
        let names = [("%", "t"), ("@2", "o2"), ("@", "o")]
        for statement in breach.demand.split(separator: ";") {
            let text = names.reduce(String(statement)) { text, name in
                text.replacing(name.0, with: "\"\(bench.schema)\".\(name.1)")
            }
            try hand.execute("\(raw: text)")
        }
        try bench.write("a;b\n\(breach.text)")
        let failure = #expect(throws: LoadFailure.self) {
            _ = try bench.load(mode: breach.mode, budget: .percent(100)) { $0.key = ["a"] }
        }
        let shown = [failure?.message, failure?.detail, failure?.hint].compactMap { $0 }.joined(separator: "\n")
        #expect(failure?.code == "ING127")
        for words in breach.said { #expect(shown.contains(words), "\(shown)") }
        #expect(!shown.contains("socle_load"), "\(shown)")
        #expect(try bench.rows() == ["(1,x)", "(2,y)"])
        #expect(try bench.states() == ["loaded", "failed"])
        #expect(try bench.texts("select failure_code from socle.loads where state = 'failed'") == ["ING127"])
        #expect(try bench.texts("select relname::text from pg_class where relname like 'socle\\_load\\_%'").isEmpty)
    }
}
