import FoundationEssentials
import Operations
import Postgres
import Settings
import Subprocess
import TestServer
import Vocabulary

/// A client's database on the cluster of the tests, with everything that a client's database can hold.
struct NastySource {
    let database: String
    /// A login that may read it, or some of it.
    let login: String
    let password: String

    private let cluster: TestCluster

    /// Makes the database, lends it, and drops it.
    ///
    /// - Parameters:
    ///   - rows: of the large table.
    ///   - script: statements that make it, before everything in it may be read.
    static func lend<Value>(
        rows: Int = 2000, _ script: String = NastySource.script, encoding: String = "UTF8",
        _ body: (NastySource) throws -> Value
    ) throws -> Value {
        let cluster = try TestCluster.shared.get()
        let source = NastySource(
            database: "source_" + randomWord(10), login: "lecture_" + randomWord(10),
            password: "S3cret d'été " + randomWord(8), cluster: cluster)
        let administrator = try Connection(to: cluster.provisioner(database: "postgres"))
        try administrator.execute(
            """
            create database \(identifier: Identifier(source.database)) template template0
            encoding \(literal: encoding) locale 'C'
            """)
        try administrator.execute(
            "create role \(identifier: Identifier(source.login)) login password \(literal: source.password)")
        let result = Result {
            try source.fill(script.replacing("$ROWS", with: "\(rows)"))
            return try body(source)
        }
        try administrator.execute("drop database \(identifier: Identifier(source.database)) with (force)")
        try administrator.execute("drop role \(identifier: Identifier(source.login))")
        return try result.get()
    }

    /// Runs the script, and lets the login read everything that it made.
    private func fill(_ script: String) throws {
        let connection = try connect()
        try connection.executeScript(script)
        for schema in try connection.query(
            "select nspname::text from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'",
            { row -> String in try row[0] })
        {
            let name = try Identifier(schema)
            try connection.execute(
                "grant usage on schema \(identifier: name) to \(identifier: Identifier(login))")
            try connection.execute(
                "grant select on all tables in schema \(identifier: name) to \(identifier: Identifier(login))")
            try connection.execute(
                "grant select on all sequences in schema \(identifier: name) to \(identifier: Identifier(login))")
        }
    }

    /// Opens it as a superuser.
    func connect() throws -> Connection {
        try Connection(to: cluster.provisioner(database: database))
    }

    /// Where it is, for its login.
    var address: String {
        "postgresql:///\(database)?host=\(cluster.record.socket)&port=\(cluster.record.port)&user=\(login)"
    }

    /// All of it as `pg_dump` writes it, without the words that differ each time.
    func dump() throws -> String {
        let outcome = try Subprocess(
            "\(PostgresPrograms.find().folder)/pg_dump",
            ["-h", cluster.record.socket, "-p", "\(cluster.record.port)", "-U", Settings.provisionerLogin, database]
        ).run()
        guard outcome.exitCode == 0 else { throw TestFailure(outcome.errorOutput) }
        return outcome.output.split(separator: "\n").filter { !$0.contains("restrict ") }.joined(separator: "\n")
    }

    /// Hostile names, spoiled values, every kind of type, and code that must never run.
    static let script = #"""
        create extension postgis;
        create schema "Données ""à"" l'ancienne";
        create type humeur as enum ('gai', 'triste', 'l''été');
        create domain code_d as varchar(5) check (value ~ '^\d+$');
        create type paire as (a int, b text);

        create table "Clients Été" (
            "Id" serial primary key, "Nom" text not null, "Prénom" varchar(40), insee text, "code postal" integer,
            inscrit_le text, "Montant €" text, courriel text, humeur humeur, domaine code_d, solde money, adresse_ip inet,
            doc jsonb, tags text[], photo bytea, humeurs humeur[], p paire, lieu geometry(Point,4326), forme geometry,
            "select" numeric(10,2) default 1.5, duree interval, plage int4range, u uuid, reel double precision,
            x xml, calcul text generated always as ("Nom" || '!') stored, vide text default ''
        );
        comment on table "Clients Été" is 'Les clients | de l''été';
        comment on column "Clients Été"."Nom" is E'Nom''s\nde famille';
        insert into "Clients Été" (
            "Nom", "Prénom", insee, "code postal", inscrit_le, "Montant €", courriel, humeur, domaine, solde, adresse_ip,
            doc, tags, photo, humeurs, p, lieu, forme, duree, plage, u, reel, x
        ) values
            (E' Dupré\t', 'JosÃ©', '1004', 1000, '31/12/1980', '1 234,50', 'a@b.fr', 'gai', '01000', 12.5,
             '10.0.0.1/8', '{"a": "\t", "b": 1.10}', array['x', null, 'a"b\'], '\x00ff0a', array['gai', 'triste']::humeur[],
             row(1, 'x'), 'srid=4326;point(1 2)', 'srid=2154;polygon((0 0,1 1,0 1,1 0,0 0))', '1 mon 2 days', '[1,5)',
             '00000000-0000-0000-0000-000000000001', 0.1, '<a b="c"/>'),
            (E'\\N', '', '35238', 35000, '31/02/2001', '7,5', null, 'l''été', null, null, null, null, '{}', null, null,
             null, null, 'srid=2154;point(1 1)', null, null, null, 'NaN', null),
            (E'L''Œuf\n"sur" le plat', 'Zoé', '2A004', 20000, ' 1/2/2003 ', '-3', null, null, null, -1234.56, '::1', '[]',
             null, '', null, null, null, null, '-1 day', 'empty', null, 1e-300, null),
            ('👩‍👩‍👧 ‮rtl', 'Ana', '1005', 1001, null, null, null, null, '00001', null, null, 'null', array['N', '\N'], null,
             null, null, null, null, null, null, null, '-Infinity', null);

        create table "Données ""à"" l'ancienne"."Sans
        clé" (a int, b text);
        insert into "Données ""à"" l'ancienne"."Sans
        clé" select i % 3, repeat('é', i) from generate_series(0, 20) i;

        create table mesures (jour date not null, v int not null, primary key (jour, v)) partition by range (jour);
        create table mesures_2020 partition of mesures for values from ('2020-01-01') to ('2021-01-01');
        create table mesures_2021 partition of mesures for values from ('2021-01-01') to ('2022-01-01');
        insert into mesures select date '2020-01-01' + i, i from generate_series(0, 700) i;

        create table animaux (id int primary key, nom text);
        create table chiens (race text) inherits (animaux);
        insert into animaux values (1, 'chat');
        insert into chiens values (2, 'rex', 'berger');

        create table grande (
            id bigint generated always as identity (start with 10 increment by 2) primary key,
            client int references "Clients Été" on delete cascade, note text, unique (note)
        );
        create index on grande (client);
        create index on grande (lower(note));
        insert into grande (client, note) select 1, 'ligne ' || i from generate_series(1, $ROWS) i;

        create table temoins (quoi text);
        create function boom() returns trigger language plpgsql as $$
            begin insert into temoins values (tg_name); raise exception 'boom'; end $$;
        create function boum(n int) returns int language plpgsql as $$
            begin insert into temoins values ('boum'); return n; end $$;
        create function texte(chiens) returns text language plpgsql as $$
            begin insert into temoins values ('texte'); return ''; end $$;
        create cast (chiens as text) with function texte(chiens) as implicit;
        create function texte(humeur) returns text language plpgsql as $$
            begin insert into temoins values ('texte'); return ''; end $$;
        create cast (humeur as text) with function texte(humeur) as implicit;
        create function plus_grand(humeur, humeur) returns boolean language plpgsql as $$
            begin insert into temoins values ('plus_grand'); return true; end $$;
        create operator > (leftarg = humeur, rightarg = humeur, function = plus_grand);
        create function public.count(text) returns bigint language plpgsql as $$
            begin insert into temoins values ('count'); return 0; end $$;
        create trigger piege before insert or update or delete on grande for each row execute function boom();
        create view vue as select boum(id::int) as n from grande;
        create materialized view instantane as select count(*) as n from grande;
        create rule regle as on insert to animaux do also insert into temoins values ('regle');
        create table secrets (id int primary key, mot text);
        insert into secrets values (1, 'x');
        create view "</code> | `x`" as select 1 as "~~~~";
        """#
}
