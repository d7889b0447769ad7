import Testing

@testable import Postgres

@Suite("Statements of a script")
struct ScriptScannerTests {
    @Test(
        "each statement begins on the line of its first word",
        arguments: [
            ("", []), (";;\n;", []), ("-- only\n/* a */", []), ("select 1", [1]),
            ("select 1;\n\nselect 2;\n", [1, 3]),
            ("-- a; b\nselect 1; /* ; /* ; */ ; */ select 2;\nselect 3", [2, 2, 3]),
            ("select ';', 'it''s;', E'\\';', \"a;b\", 'a\\';\nselect 2", [1, 2]),
            ("select $$;\n;$$, $a$;$$;$a$;\nselect 2", [1, 3]),
            ("select $1;\nselect a$b$c;\nselect $é$;$é$;\nselect 4", [1, 2, 3, 4]),
            ("create rule r as on insert to t do also (select 1;\nselect 2);\nselect 3", [1, 3]),
            (
                "create function f() begin atomic\nselect case when a then 1 end;\n\nend;\nselect 3",
                [1, 5]
            ),
            ("create or replace procedure p() begin atomic select 1; end; select 2;", [1, 1]),
            ("create table begin_end (a int);\nbegin;\nend;\nselect 1", [1, 2, 3, 4]),
            ("select 'unfinished;\nselect 2", [1]), ("/* unfinished ;\nselect", []),
            ("select $a$ unfinished;", [1]),
            ("select 1;\r\nselect 2;\r\n", [1, 2]),
        ] as [(String, [Int])])
    func lines(script: String, lines: [Int]) {
        #expect(ScriptScanner(script).lines == lines)
    }
}
