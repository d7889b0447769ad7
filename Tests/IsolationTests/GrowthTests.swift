import Operations
import Postgres
import TestServer
import Testing
import Vocabulary

@testable import Tenancy

@Suite("Ways to grow past a quota", .database)
struct GrowthTests {
    /// What a tenant may make no more of, each a list of statements of its ETL login of which the last is refused.
    private static let excesses: [(statements: [String], state: SQLState)] = [
        // Owned by the login, which a freeze would not take it from.
        (["set role none", "create table @_data.own (a int)"], .insufficientPrivilege),
        (["set role none", "create table @_data.own as select 1 as a"], .insufficientPrivilege),
        (["set role none", "create view @_data.own as select 1 as a"], .insufficientPrivilege),
        (["set role none", "create sequence @_data.own"], .insufficientPrivilege),
        (["set role none", "create type @_data.own as enum ('a')"], .insufficientPrivilege),
        (
            ["create table @_data.t (a int)", "set role none", "alter table @_data.t owner to @_etl"],
            .insufficientPrivilege
        ),
        (["set role none", "select 1 as a into @_data.own"], .insufficientPrivilege),
        // Past the group of writers.
        (["create table @_data.t (a int)", "grant insert on @_data.t to @_app"], .insufficientPrivilege),
        (["create table @_data.t (a int)", "grant update (a) on @_data.t to @_admin"], .insufficientPrivilege),
        (["create view @_data.v as select 1 as a", "grant insert on @_data.v to @_read"], .insufficientPrivilege),
        (["create sequence @_data.s", "grant update on sequence @_data.s to @_delete"], .insufficientPrivilege),
        (["grant create on schema @_data to @_read"], .insufficientPrivilege),
        (["alter default privileges grant update on tables to @_delete"], .insufficientPrivilege),
        // Texts in catalogs.
        (["create table @_data.t (a int)", "comment on table @_data.t is '\(large)'"], .programLimitExceeded),
        (["create table @_data.t (a int)", "comment on column @_data.t.a is '\(large)'"], .programLimitExceeded),
        (["comment on schema @_data is '\(large)'"], .programLimitExceeded),
        (["create view @_data.v as select '\(large)' as a"], .programLimitExceeded),
        (["create table @_data.t (a text default '\(large)')"], .programLimitExceeded),
        (["create table @_data.t (a text check (a <> '\(large)'))"], .programLimitExceeded),
        (["create domain @_data.d as text check (value <> '\(large)')"], .programLimitExceeded),
        (
            ["create table @_data.t (a text)", "create index on @_data.t (a) where a <> '\(large)'"],
            .programLimitExceeded
        ),
        (["create materialized view @_data.v as select 1 as a where '\(large)' = ''"], .programLimitExceeded),
        // The platform's own tables.
        (["select socle.begin_load('@_data', 't', '\(large)', 'append')"], .programLimitExceeded),
        (["select socle.begin_load('@_data', '\(large)', 's', 'append')"], .invalidName),
        (["select socle.record_privacy('person.erased', '\(large)', '{}')"], .programLimitExceeded),
        (["select socle.record_privacy('person.erased', 'x', to_jsonb('\(large)'::text))"], .programLimitExceeded),
        // More objects than it may have.
        (["create table @_data.t (a int primary key)", "create table @_data.u (a int)"], .configurationLimitExceeded),
        (
            [
                "create view @_data.a as select 1 as a", "create view @_data.b as select 1 as a",
                "create view @_data.c as select 1 as a",
            ],
            .configurationLimitExceeded
        ),
        (
            ["create table @_data.t (a int)", "create index on @_data.t (a)", "create index on @_data.t (a)"],
            .configurationLimitExceeded
        ),
        (
            [
                "create table @_data.t (a int)", "alter table @_data.t add check (a > 0)",
                "alter table @_data.t add check (a > 1)",
            ],
            .configurationLimitExceeded
        ),
        (
            [
                "create type @_data.a as enum ()", "create domain @_data.b as int",
                "create collation @_data.c from \"C\"",
            ],
            .configurationLimitExceeded
        ),
        (
            [
                "create table @_data.t (a int, b int)", "create statistics @_data.s on a, b from @_data.t",
                "create sequence @_data.u",
            ],
            .configurationLimitExceeded
        ),
    ]

    /// Two million letters.
    private static let large = String(repeating: "x", count: 2_000_000)

    @Test("is refused, each where it is tried, and leaves nothing behind")
    func refused() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        let base = try database.connect()
        try base.execute("update socle.tenants set object_limit = 2 where identifier = \(tenant)")
        let parameters = try database.installation.parameters(
            forLogin: Identifier("\(tenant)_etl"), of: tenant)
        for (statements, state) in Self.excesses {
            let etl = try Connection(to: parameters)
            try etl.execute("begin")
            for (index, statement) in statements.enumerated() {
                let isLast = index == statements.count - 1
                let sql = SQL(raw: statement.replacing("@", with: tenant.text))
                #expect(try refusal(of: sql, etl) == (isLast ? state : nil), "\(statement.prefix(100))")
            }
            try etl.execute("rollback")
        }
        print("isolation: \(Self.excesses.count) ways to grow past a quota, all refused")
    }

    @Test("what is allowed stays allowed, and what shrinks too")
    func allowed() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        let etl = try Connection(
            to: database.installation.parameters(forLogin: Identifier("\(tenant)_etl"), of: tenant))
        let names = SQL(raw: "\(tenant)_data")
        try etl.execute("create table \(sql: names).t (a serial primary key, b text default repeat('x', 10))")
        try etl.execute("comment on table \(sql: names).t is \(literal: String(repeating: "x", count: 1_000_000))")
        try etl.execute("grant insert on \(sql: names).t to \(raw: "\(tenant)_write")")
        try etl.execute("grant select, delete on \(sql: names).t to \(raw: "\(tenant)_app")")
        try database.connect().execute("update socle.tenants set object_limit = 0 where identifier = \(tenant)")
        #expect(try refusal(of: "create view \(sql: names).v as select 1 as a", etl) == .configurationLimitExceeded)
        try etl.execute("insert into \(sql: names).t default values")
        try etl.execute("comment on table \(sql: names).t is null")
        try etl.execute("drop table \(sql: names).t")
    }

    @Test("what is refused is not refused when the boundary is off: the trial can fail")
    func opened() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        let etl = try Connection(
            to: database.installation.parameters(forLogin: Identifier("\(tenant)_etl"), of: tenant))
        try database.connect().execute("alter event trigger socle_refuse_excess disable")
        try etl.execute("set role none")
        try etl.execute("create table \(raw: "\(tenant)_data").own (a int)")
    }
}

extension SQLState {
    fileprivate static let programLimitExceeded = SQLState(rawValue: "54000")
    fileprivate static let configurationLimitExceeded = SQLState(rawValue: "53400")
    fileprivate static let invalidName = SQLState(rawValue: "42622")
}
