import Operations
import Postgres
import Settings
import Tenancy
import TestServer
import Testing
import Vocabulary

/// What a superuser makes by hand in a tenant's schemas is drift; what the tenant makes there is its own.
@Suite("Objects made by hand", .database)
struct HandmadeObjectTests {
    private static let hostile = "it's \"a\"\n\\ $1 ; drop role é"

    @Test("whoever sees one as drift is told that no plan takes it away")
    func advice() throws {
        let database = TestDatabase.current
        let tenant = try database.newTenant()
        try SecretCommands.lend { run in
            try run.declare(tenant)
            // Who is named twice is meant once.
            let applied = try run.socle(["tenant", "apply", "\(tenant)", "\(tenant)"])
            let done = applied.errorOutput.split(separator: "\n").filter {
                $0.hasPrefix("tenant '\(tenant)': ") && ($0.hasSuffix(" made") || $0.hasSuffix("nothing to do"))
            }
            #expect(applied.exitCode == 0 && done.count == 1, "\(applied.errorOutput)")
            let hand = try database.installation.connectProvisioner(to: database.installation.baseDatabase)
            let owner = TenantNames(tenant).owner
            try hand.execute("alter role \(identifier: owner) connection limit 3")
            let mendable = try run.socle(["tenant", "drift", "\(tenant)"])
            #expect(mendable.exitCode == 2 && !mendable.errorOutput.contains("by hand"), "\(mendable.errorOutput)")
            try hand.execute("alter role \(identifier: owner) connection limit -1")
            try hand.execute(
                """
                create function \(identifier: TenantNames(tenant).dataSchema).first(integer) returns integer
                language sql as 'select $1'
                """)
            let drift = try run.socle(["tenant", "drift", "\(tenant)"])
            #expect(drift.exitCode == 2)
            #expect(
                drift.errorOutput.contains("1 object made by hand: 'socle tenant apply' leaves it"),
                "\(drift.errorOutput)")
            // Who plans or applies a tenant by its name is told as well, also where something else is to be done.
            let note = "tenant '\(tenant)': 1 object made by hand is left: 'socle tenant drift \(tenant)' names it"
            for statement: SQL in ["select", "alter role \(identifier: owner) connection limit 3"] {
                for words in [["plan", "\(tenant)"], ["apply", "\(tenant)"]] {
                    try hand.execute(statement)
                    let told = try run.socle(["tenant"] + words)
                    #expect(
                        told.errorOutput.split(separator: "\n").count { $0.hasSuffix(note) } == 1, "\(told.errorOutput)"
                    )
                }
            }
            // All the tenants are looked at for what is to be done, and no further.
            for words in [["plan", "--all"], ["apply", "--all"]] {
                let told = try run.socle(["tenant"] + words)
                #expect(told.exitCode == 0 && !told.errorOutput.contains("by hand"), "\(told.errorOutput)")
            }
            try hand.execute("create role \(identifier: try Identifier("\(tenant)_helper"))")
            let both = try run.socle(["tenant", "apply", "\(tenant)", "--output", "json"])
            #expect(both.errorOutput.contains("2 objects made by hand are left"), "\(both.errorOutput)")
            try hand.execute("drop role \(identifier: try Identifier("\(tenant)_helper"))")
        }
    }

    @Test(
        "each kind of object that no declaration, no load and no login of the tenant makes is named, in either placement"
    )
    func kinds() throws {
        let database = TestDatabase.current
        let installation = database.installation
        var tried = 0
        for tier in [Tier.free, .standard] {
            let tenant = try database.newTenant()
            _ = try installation.apply(
                TenantConfiguration.sample(tenant, tier: tier, placement: tier == .free ? .schema : .database))
            let names = TenantNames(tenant)
            let hostile = try Identifier(Self.hostile)
            let space: SQL = "\(identifier: names.dataSchema)"
            let etl = try Connection(to: installation.parameters(forLogin: names.etlLogin, of: tenant))
            // The tenant's own: nothing of it is drift.
            for statement: SQL in [
                "set role \(identifier: names.owner)",
                "create type \(sql: space).stage as enum ('one', 'two')",
                "create domain \(sql: space).percent as integer check (value between 0 and 100)",
                "create type \(sql: space).pair as (a integer, b integer)",
                "create type \(sql: space).span as range (subtype = date)",
                """
                create table \(sql: space).facts (
                    id integer primary key generated always as identity, parent integer references \(sql: space).facts,
                    stage \(sql: space).stage, share \(sql: space).percent)
                """,
                "create view \(sql: space).shown as select id from \(sql: space).facts",
                "create statistics \(sql: space).together on id, parent from \(sql: space).facts",
                "create collation \(sql: space).sorted (provider = icu, locale = 'fr')",
            ] {
                try etl.execute(statement)
            }
            try #expect(findings(tenant) == [])

            let hand = try installation.connectProvisioner(
                to: tier == .free ? installation.baseDatabase : names.database)
            let schema = names.dataSchema
            let stranger = "function '\(schema).first(integer)'"
            try hand.execute(
                "create function \(sql: space).first(integer) returns integer language sql as 'select $1'")
            try hand.execute(
                """
                create function \(sql: space).watch() returns trigger language plpgsql as 'begin return null; end'
                """)
            try hand.execute("create foreign data wrapper elsewhere")
            try hand.execute("create server elsewhere foreign data wrapper elsewhere")
            try #expect(findings(tenant).map(\.object) == [stranger, "function '\(schema).watch()'"])
            let others: [(SQL, String)] = [
                ("create procedure \(sql: space).act() language sql as ''", "procedure '\(schema).act()'"),
                (
                    "create aggregate \(sql: space).total(integer) (sfunc = int4pl, stype = integer)",
                    "aggregate '\(schema).total(integer)'"
                ),
                (
                    "create trigger watch after insert on \(sql: space).facts execute function \(sql: space).watch()",
                    "trigger 'watch on \(schema).facts'"
                ),
                (
                    "create rule quiet as on delete to \(sql: space).facts do also nothing",
                    "rule 'quiet on \(schema).facts'"
                ),
                (
                    "create rule quiet as on insert to \(sql: space).shown do instead nothing",
                    "rule 'quiet on \(schema).shown'"
                ),
                (
                    "create foreign table \(sql: space).far (id integer) server elsewhere",
                    "foreign table '\(schema).far'"
                ),
                ("create type \(sql: space).mood as enum ('fine')", "type '\(schema).mood'"),
                ("create type \(sql: space).couple as (a integer)", "type '\(schema).couple'"),
                ("create domain \(sql: space).small as integer", "type '\(schema).small'"),
                ("create type \(sql: space).shell", "type '\(schema).shell'"),
                (
                    "create operator \(sql: space).@@@ (rightarg = integer, function = \(sql: space).first)",
                    "operator '\(schema).@@@(NONE,integer)'"
                ),
                ("create extension citext schema \(sql: space)", "extension 'citext'"),
                (
                    "create type \(identifier: names.shareSchema, hostile) as enum ()",
                    "type \(quoted("\(names.shareSchema).\"it's \"\"a\"\"\n\\ $1 ; drop role é\""))"
                ),
            ]
            for (statement, object) in others {
                try hand.transaction { hand in try hand.execute(statement) }
                let found = try findings(tenant)
                #expect(found.contains { $0.object == object && $0.field == "existence" }, "\(object) in \(found)")
                tried += 1
            }
            // Nothing is named twice or beside.
            try #expect(findings(tenant).count { $0.field == "existence" } == others.count + 2)
            try hand.execute("drop foreign data wrapper elsewhere cascade")
        }
        print("objects made by hand: \(tried) of two placements named")
    }

    private func findings(_ tenant: TenantIdentifier) throws -> [TenantDrift.Finding] {
        try TestDatabase.current.installation.drift(of: [tenant], isDeep: false).flatMap(\.findings)
    }
}
