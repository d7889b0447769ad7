import Postgres
import TestServer
import Vocabulary

/// Objects of every kind that a tenant can make, some with names meant to break out of a statement.
enum OddObjects {
    /// Names that are hostile to whoever writes them into a statement, a list or a line.
    static let hostileNames = [
        "a\"; drop table x; --", "b\n\\! touch /tmp/socle-hostile", "c'); select pg_sleep(9); --", "d $$ \\copy",
        "é'\"\\",
        "; 1259 1 TABLE", "\u{202E}rtl",
    ]

    /// The statements of an owner that make them in a schema.
    static func statements(schema: SQL, rows: Int) throws -> [SQL] {
        var list: [SQL] = [
            "create type \(sql: schema).humeur as enum ('bon', 'mauvais \"x\"', 'l''autre')",
            "create domain \(sql: schema).code_insee as text check (value ~ '^[0-9AB]{5}$')",
            "create type \(sql: schema).paire as (a integer, b text)",
            "create sequence \(sql: schema).compteur start 41 increment 7 cycle maxvalue 100000",
            """
            create table \(sql: schema).lieux (
                id bigint generated always as identity (start 1000 increment 3) primary key,
                code \(sql: schema).code_insee not null, nom text not null, place geometry(Point, 2154),
                surface numeric(12, 3), double_surface numeric generated always as (surface * 2) stored,
                humeur \(sql: schema).humeur, paires \(sql: schema).paire[], le_jour date, moment timestamptz,
                duree interval, octets bytea, x double precision, r real, j jsonb, mots text[], plage int4range,
                reseau inet, drapeau boolean, n integer default nextval('\(sql: schema).compteur')
            )
            """,
            """
            insert into \(sql: schema).lieux (
                code, nom, place, surface, humeur, paires, le_jour, moment, duree, octets, x, r, j, mots, plage, reseau,
                drapeau)
            select lpad((n % 90000)::text, 5, '0'), E'visible\\t\\\\N ' || n || E'\\n', st_setsrid(st_makepoint(n, -n), 2154),
                n / 7.0, (array['bon', 'mauvais "x"', 'l''autre'])[1 + n % 3]::\(sql: schema).humeur,
                array[row(n, 'é"')::\(sql: schema).paire, null], date '0044-03-15 BC' + n,
                timestamptz '2024-03-31 00:59:59.999999+00' + n * interval '1 s', n * interval '1 mon -3 d 4:05:06.7',
                decode(md5(n::text), 'hex'), case n % 5 when 0 then 'nan' when 1 then '-inf' else sqrt(n) end,
                1.1::real * n, jsonb_build_object('k', n, 'v', null), array[null, '', 'a,"b"'],
                int4range(n, n + 3), ('10.0.0.' || n % 250)::inet, n % 2 = 0
            from generate_series(1, \(raw: String(rows))) as n
            """,
            "create index lieux_place on \(sql: schema).lieux using gist (place)",
            "create index lieux_bas on \(sql: schema).lieux (lower(nom)) where drapeau",
            "create statistics \(sql: schema).lieux_stat (dependencies) on code, humeur from \(sql: schema).lieux",
            "comment on table \(sql: schema).lieux is E'Un \"lieu\" d''ici;\\n\\\\! echo piège'",
            "comment on column \(sql: schema).lieux.nom is 'Le nom; -- rien'",
            """
            create table \(sql: schema).visites (
                lieu bigint not null references \(sql: schema).lieux on delete cascade, jour date not null,
                nombre integer check (nombre >= 0), primary key (lieu, jour)
            ) partition by range (jour)
            """,
            """
            create table \(sql: schema).visites_2023 partition of \(sql: schema).visites
            for values from ('2023-01-01') to ('2024-01-01')
            """,
            "create table \(sql: schema).visites_reste partition of \(sql: schema).visites default",
            """
            insert into \(sql: schema).visites
            select id, date '2023-06-01' + (id % 700)::integer, id % 50 from \(sql: schema).lieux
            """,
            "create view \(sql: schema).grands as select id, nom, double_surface from \(sql: schema).lieux where surface > 10",
            """
            create materialized view \(sql: schema).resume as
            select humeur, count(*) as nombre from \(sql: schema).lieux group by humeur
            """,
            "create unique index resume_humeur on \(sql: schema).resume (humeur)",
            "create materialized view \(sql: schema).vide as select 1 as n with no data",
            "create table \(sql: schema).parent (a integer, b text)",
            "create table \(sql: schema).enfant (c integer) inherits (\(sql: schema).parent)",
            "insert into \(sql: schema).parent values (1, 'p')",
            "insert into \(sql: schema).enfant values (2, 'e', 3)",
            "create table \(sql: schema).sans_colonne ()",
            "create unlogged table \(sql: schema).passager as select n from generate_series(1, 10) as n",
            "select nextval('\(sql: schema).compteur')",
            "alter table \(sql: schema).lieux drop column drapeau",
            "alter table \(sql: schema).lieux add column apres text default 'après'",
        ]
        for name in hostileNames {
            let table = try Identifier(name)
            list.append("create table \(sql: schema).\(identifier: table) (\(identifier: table) text primary key)")
            list.append("insert into \(sql: schema).\(identifier: table) values ('1'), (E'\\\\.\\n')")
            list.append("comment on table \(sql: schema).\(identifier: table) is \(literal: name)")
        }
        return list
    }
}
