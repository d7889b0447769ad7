import FoundationEssentials
import Operations
import Postgres
import Settings
import TestServer
import Testing
import Vocabulary

@testable import Tenancy

/// Each field of each type that an inspection fills is changed by a superuser's hand: drift names it, and apply mends it.
@Suite("Drift of tenants", .database)
struct TenantDriftTests {
    /// A change by hand and what drift calls it.
    private struct Change {
        let isData: Bool
        let statements: [SQL]
        /// What the finding's object holds, and the name of its field.
        let object: String
        let field: String
        /// The code with which drift itself refuses, since there is nothing to compare with.
        var refusalOfDrift: String?
        /// The code with which apply refuses what only a hand can put right.
        var refusalOfApply: String?
        /// Whether apply leaves it, since it is somebody's work that cannot be made again.
        var isLeftByApply = false
        /// What the hand does afterwards, in the database of the change.
        var after: [SQL] = []
        /// What it does in the base beside, and how that is taken back.
        var beside: (statement: SQL, after: SQL)?

        init(_ object: String, _ field: String, inData: Bool = false, _ statements: SQL...) {
            self.object = object
            self.field = field
            isData = inData
            self.statements = statements
        }

        func refusedByDrift(_ code: String) -> Change {
            var change = self
            change.refusalOfDrift = code
            return change
        }

        func refusedByApply(_ code: String) -> Change {
            var change = self
            change.refusalOfApply = code
            return change
        }

        func leftByApply() -> Change {
            var change = self
            change.isLeftByApply = true
            return change
        }

        func andInBase(_ statement: SQL, then after: SQL) -> Change {
            var change = self
            change.beside = (statement, after)
            return change
        }

        func then(_ statements: SQL...) -> Change {
            var change = self
            change.after = statements
            return change
        }
    }

    /// Quotes, a line break, a backslash and a dollar, in 63 bytes as PostgreSQL keeps them.
    private static let hostile = "it's \"a\"\n\\ $1 ; drop role é " + String(repeating: "x", count: 33)

    /// Fields that no change by hand can show as drift, each with the reason.
    private static let exempt = [
        "Registration.tenantID": "the identity, which foreign keys hold",
        "Relation.schema": "names the object", "Relation.name": "names the object", "Relation.kind": "names the object",
        "InspectedTenant.registration": "Registration has the fields, and without it no tenant is known",
        "InspectedTenant.database": "Database has the fields; one that is gone is restored and not made anew",
        "InspectedTenant.logsStatements": "the server's, not the tenant's",
        "InspectedTenant.data": "DataSide has the fields",
    ]

    // The table is long because there are that many fields.
    private func changes(
        _ tenant: TenantIdentifier, stranger: Identifier, other: TenantIdentifier
    ) throws -> [String: Change] {
        let names = TenantNames(tenant)
        let retired = try names.themeSchema(Theme("retiree"))
        let database = names.database
        let base = try Identifier(TestDatabase.current.name)
        let app: SQL = "\(identifier: names.appLogin)"
        let table = try Identifier(Self.hostile)
        let relation: SQL = "\(identifier: names.dataSchema, table)"
        let role = "role '\(names.appLogin)'"
        func registry(_ field: String, _ assignment: SQL) -> Change {
            Change(
                "tenant '\(tenant)'", field,
                "update socle.registry set \(sql: assignment) where identifier = \(tenant)")
        }
        func attribute(_ field: String, _ words: SQL) -> Change {
            Change(role, field, "alter role \(sql: app) \(sql: words)")
        }
        return [
            "Registration.name": registry("name", "name = 'another'"),
            "Registration.tier": registry("tier", "tier = 'premium'"),
            // Another placement is a move.
            "Registration.placement": registry("placement", "placement = 'schema'").refusedByApply("TEN111")
                .then("update socle.registry set placement = 'database' where identifier = \(tenant)"),
            "Registration.place": registry("place", "database = 'elsewhere'"),
            "Registration.region": registry("region", "region = 'mars'"),
            "Registration.contact": registry("contact", "contact = jsonb_build_object('name', 'x', 'email', 'y')"),
            "Registration.limits": registry("limits", "limits = jsonb_set(limits, '{storage_bytes}', '1')"),
            "Registration.schedules": registry("schedules", "schedules = '{}'"),
            "Role.canLogin": Change(
                "role '\(names.read)'", "can login", "alter role \(identifier: names.read) login"),
            "Role.isSuperuser": attribute("is superuser", "superuser"),
            "Role.createsRoles": attribute("creates roles", "createrole"),
            "Role.createsDatabases": attribute("creates databases", "createdb"),
            "Role.replicates": attribute("replicates", "replication"),
            "Role.bypassesRowSecurity": attribute("bypasses row security", "bypassrls"),
            "Role.inherits": attribute("inherits", "noinherit"),
            "Role.connectionLimit": attribute("connection limit", "connection limit 99"),
            "Role.validUntil": attribute("valid until", "valid until '2031-01-01'"),
            "Role.comment": Change(role, "comment", "comment on role \(sql: app) is \(literal: Self.hostile)"),
            "Role.memberOf": Change(role, "member of", "grant \(identifier: names.owner) to \(sql: app)"),
            "Role.administers": Change(
                role, "administers", "grant \(identifier: names.read) to \(sql: app) with admin option"),
            "Role.strangers": Change(
                "role '\(names.read)'", "strangers",
                "grant \(identifier: names.read) to \(identifier: stranger)"),
            "Role.settings": attribute("settings", "set work_mem = '1MB'"),
            "Role.databaseSettings": attribute(
                "database settings", "in database \(identifier: database) set work_mem = '1MB'"),
            "Role.verifier": attribute("password", "password 'guessed'"),
            "Database.foreignOwner": Change(
                "database '\(database)'", "foreign owner",
                "alter database \(identifier: database) owner to \(identifier: stranger)"),
            "Database.connectionLimit": Change(
                "database '\(database)'", "connection limit",
                "alter database \(identifier: database) connection limit 3"),
            "Database.settings": Change(
                "database '\(database)'", "settings", "alter database \(identifier: database) set work_mem = '2MB'"),
            "Database.rights": Change(
                "database '\(database)'", "rights",
                "grant temporary on database \(identifier: database) to \(identifier: stranger) with grant option"),
            "Schema.owner": Change(
                "schema '\(names.dataSchema)'", "owner", inData: true,
                "alter schema \(identifier: names.dataSchema) owner to \(sql: app)"),
            "Schema.purpose": Change(
                "schema '\(names.dataSchema)'", "purpose", inData: true,
                "delete from socle.schemas where schema_name = \(names.dataSchema)"),
            "Schema.rights": Change(
                "schema '\(names.auditSchema)'", "rights", inData: true,
                "grant create on schema \(identifier: names.auditSchema) to public, \(identifier: stranger)"),
            "Relation.owner": Change(
                "table \(quoted("\(names.dataSchema).\(table)"))", "owner", inData: true,
                "alter table \(sql: relation) owner to \(sql: app)"),
            "Relation.rights": Change(
                "table \(quoted("\(names.dataSchema).\(table)"))", "rights", inData: true,
                "grant select on \(sql: relation) to public",
                "grant all on \(sql: relation) to \(identifier: stranger) with grant option",
                "revoke insert on \(sql: relation) from \(identifier: names.write)"),
            "Relation.columnRights": Change(
                "table \(quoted("\(names.dataSchema).\(table)"))", "column rights", inData: true,
                "grant update (\(identifier: table)) on \(sql: relation) to \(identifier: stranger)"),
            "Relation.hasRowSecurity": Change(
                "table \(quoted("\(names.dataSchema).\(table)"))", "has row security", inData: true,
                "alter table \(sql: relation) enable row level security"),
            "Relation.forcesRowSecurity": Change(
                "table \(quoted("\(names.dataSchema).\(table)"))", "forces row security", inData: true,
                "alter table \(sql: relation) force row level security"),
            "Relation.policies": Change(
                "table \(quoted("\(names.dataSchema).\(table)"))", "policies", inData: true,
                "create policy \(identifier: table) on \(sql: relation) using (true)"),
            "DataSide.isPrepared": Change(
                "database '\(database)'", "migrations", inData: true,
                "delete from socle.migrations where name like '%90_grants%'"),
            "DataSide.isKnown": Change(
                "tenant '\(tenant)'", "row in database '\(database)'", inData: true,
                "set session_replication_role = replica", "delete from socle.tenants",
                "reset session_replication_role"),
            "DataSide.registeredLogins": Change(
                "login '\(names.appLogin)'", "purpose in database '\(database)'", inData: true,
                "update socle.logins set purpose = 'etl' where login_name = \(names.appLogin)"),
            "DataSide.defaultRights": Change(
                "role '\(names.owner)'", "rights to come", inData: true,
                "alter default privileges for role \(identifier: names.owner) grant select on tables to public",
                """
                alter default privileges for role \(identifier: stranger) in schema \(identifier: names.dataSchema)
                grant all on sequences to \(identifier: stranger)
                """),
            "DataSide.strayRights": Change(
                role, "rights elsewhere", inData: true,
                "create function public.\(identifier: table)(text) returns text language sql as 'select $1'",
                "grant execute on function public.\(identifier: table)(text) to \(sql: app)",
                "grant create on schema public to \(sql: app)", "grant usage on schema socle to \(sql: app)",
                "grant select, update (identifier) on socle.tenants to \(sql: app) with grant option",
                "grant execute on function pg_read_file(text) to \(sql: app)",
                "grant usage on language sql to \(sql: app)", "grant set on parameter log_statement to \(sql: app)"
            ).then("drop function public.\(identifier: table)"),
            "DataSide.handmadeObjects": Change(
                "function \(quoted("\(names.dataSchema).by_hand(integer)"))", "existence", inData: true,
                """
                create function \(identifier: names.dataSchema).by_hand(integer) returns integer
                language sql as 'select $1'
                """
            ).leftByApply().then("drop function \(identifier: names.dataSchema).by_hand"),
            "DataSide.misplacedExtensions": Change(
                "database '\(database)'", "extension unaccent", inData: true,
                "create schema \(identifier: stranger)", "alter extension unaccent set schema \(identifier: stranger)"
            ).leftByApply().then(
                "alter extension unaccent set schema public", "drop schema \(identifier: stranger)"),
            "DataSide.functionsAreClosed": Change(
                "role '\(names.owner)'", "functions to come", inData: true,
                "alter default privileges for role \(identifier: names.owner) grant execute on functions to public"),
            "DataSide.schemas": Change(
                "schema '\(names.analyticsSchema)'", "owner", inData: true,
                "drop schema \(identifier: names.analyticsSchema)"),
            "DataSide.relations": Change(
                "table \(quoted("\(names.dataSchema).foreign"))", "owner", inData: true,
                "create table \(identifier: names.dataSchema).foreign ()"
            ).then("drop table \(identifier: names.dataSchema).foreign"),
            "InspectedTenant.appliedText": registry("declaration", "declaration = '{'").refusedByDrift("TEN304"),
            "InspectedTenant.standing": Change(
                role, "can login", "update socle.registry set state = 'suspended' where identifier = \(tenant)"
            ).then("update socle.registry set state = 'active' where identifier = \(tenant)"),
            // A name that the registry keeps for somebody else.
            "InspectedTenant.conflicts": Change(
                "role '\(names.read)'", "name in the registry",
                """
                update socle.derived_names set tenant_id = (select tenant_id from socle.registry where identifier = \(other))
                where name = \(names.read)
                """
            ).refusedByApply("TEN112").then(
                """
                update socle.derived_names
                set tenant_id = (select tenant_id from socle.registry where identifier = \(tenant))
                where name = \(names.read)
                """),
            "InspectedTenant.roles": Change(
                "role '\(names.delete)'", "existence", inData: true,
                "drop owned by \(identifier: names.delete)", "drop role \(identifier: names.delete)"),
            "InspectedTenant.hostAccess": Change("tenant '\(tenant)'", "rules in pg_hba.conf"),
            // One that is not declared any more goes when it is empty.
            "InspectedTenant.retiredContents": Change(
                "schema '\(retired)'", "existence", inData: true,
                "create schema \(identifier: retired)", "create table \(identifier: retired).kept ()",
                "insert into socle.schemas select \(retired), tenant_id, 'theme' from socle.tenants"
            ).refusedByApply("TEN118").then(
                "drop schema \(identifier: retired) cascade",
                "delete from socle.schemas where schema_name = \(retired)"
            ).andInBase(
                """
                insert into socle.derived_names (kind, name, tenant_id)
                select 'schema', \(retired), tenant_id from socle.registry where identifier = \(tenant)
                """, then: "delete from socle.derived_names where name = \(retired)"),
            "InspectedTenant.namesakes": Change(
                "role \(quoted("\(tenant)_\"é'"))", "existence",
                "create role \(identifier: try Identifier("\(tenant)_\"é'"))"
            ).leftByApply().then("drop role \(identifier: try Identifier("\(tenant)_\"é'"))"),
            "InspectedTenant.baseLimit": Change(
                "database '\(base)'", "connection limit", "alter database \(identifier: base) connection limit 90"
            ).leftByApply().then("alter database \(identifier: base) connection limit -1"),
            "InspectedTenant.heldNames": Change(
                "role '\(names.read)'", "name in the registry",
                "delete from socle.derived_names where name = \(names.read)"),
            "InspectedTenant.appliedVerifiers": Change(
                role, "digest in the registry", "delete from socle.login_verifiers where login_name = \(names.appLogin)"
            ),
        ]
    }

    @Test("each field of each inspected type that is changed by hand is named, mended, and gone from the second plan")
    func everyField() throws {
        let database = TestDatabase.current
        let installation = database.installation
        let tenant = try database.newTenant()
        let wanted = try TenantConfiguration.sample(
            tenant, tier: .standard, placement: .database,
            security: .init(network: .init(allowedIPs: ["192.0.2.7/32"])))
        _ = try installation.apply(wanted)
        let names = TenantNames(tenant)
        let hand = try database.connect()
        let data = try installation.connectProvisioner(to: names.database)
        let table = try Identifier(Self.hostile)
        let stranger = try Identifier("x\(tenant) \"é'\n")
        try hand.execute("create role \(identifier: stranger)")
        let etl = try Connection(to: installation.parameters(forLogin: names.etlLogin, of: tenant))
        try etl.execute("create table \(identifier: names.dataSchema, table) (\(identifier: table) integer)")
        #expect(try installation.drift(of: [tenant], isDeep: true).flatMap(\.findings) == [])

        let changes = try changes(tenant, stranger: stranger, other: database.makeTenant())
        var seenRelation: InspectedTenant.Relation?
        for (key, change) in changes.sorted(by: { $0.key < $1.key }) {
            func executeByHand(_ statements: [SQL]) throws {
                for statement in statements {
                    if change.isData { try data.execute(statement) } else { try hand.execute(statement) }
                }
            }
            try executeByHand(change.statements)
            if let beside = change.beside { try hand.execute(beside.statement) }
            if key == "InspectedTenant.hostAccess" {
                // As an editor would, but under the lock of others who write the file in this moment.
                try installation.changeHostAccess(on: .base) { state in
                    state.block(replacing: [tenant.text: []], isNeeded: true, platform: nil)
                }
            }
            if let code = change.refusalOfDrift {
                #expect(refusal { try installation.drift(of: [tenant], isDeep: false) } == code, "\(key)")
            } else {
                let findings = try installation.drift(of: [tenant], isDeep: false).flatMap(\.findings)
                #expect(
                    findings.contains { $0.object == change.object && $0.field == change.field },
                    "\(key) is not named among \(findings)")
            }
            if key == "Relation.policies" {
                seenRelation = try inspected(tenant, installation).data.relations.first
            }
            if let code = change.refusalOfApply {
                #expect(refusal { try installation.apply(wanted) } == code, "\(key)")
            } else {
                let plan = try installation.apply(wanted)
                #expect(plan.isEmpty == change.isLeftByApply, "\(key)")
                if change.isLeftByApply {
                    #expect(try !installation.drift(of: [tenant], isDeep: false)[0].isEmpty, "\(key)")
                }
            }
            try executeByHand(change.after)
            if let beside = change.beside { try hand.execute(beside.after) }
            if !change.after.isEmpty { _ = try installation.apply(wanted) }
            #expect(try installation.plan(wanted).changes.map(\.sentence) == [], "\(key) is not mended")
            let left = try installation.drift(of: [tenant], isDeep: false).flatMap(\.findings)
            #expect(left == [], "\(key) is not mended: \(left)")
        }

        let key = "\(installation.settings.stateDirectory)/keys/\(try tenantID(tenant, hand)).keys"
        try FileManager.default.moveItem(atPath: key, toPath: "\(key).away")
        #expect(try installation.drift(of: [tenant], isDeep: false)[0].findings.map(\.field) == ["key"])
        #expect(try installation.plan(wanted).changes.count == 1)
        #expect(throws: PlanFailure.self) { try installation.apply(wanted) }
        try FileManager.default.moveItem(atPath: "\(key).away", toPath: key)

        let state = try inspected(tenant, installation)
        let fields =
            labels(state) + labels(try #require(state.registration)) + labels(try #require(state.roles.values.first))
            + labels(try #require(state.database)) + labels(try #require(state.data.schemas.values.first))
            + labels(state.data) + labels(try #require(seenRelation))
        let covered = Set(changes.keys).union(Self.exempt.keys).union(["InspectedTenant.hasKey"])
        #expect(Set(fields).subtracting(covered) == [], "fields that nobody changes")
        #expect(covered.subtracting(fields) == [], "changes of fields that are not there")
        try data.execute("drop owned by \(identifier: stranger)")
        try hand.execute("drop role \(identifier: stranger)")
        let refused = changes.values.count { $0.refusalOfApply != nil || $0.refusalOfDrift != nil }
        let left = changes.values.count(where: \.isLeftByApply)
        print(
            """
            drift: \(changes.count + 1) fields of \(Set(fields).count) changed by hand and named, \(refused) of them \
            refused by name where only a hand can put them right, \(left) left to the hand
            """)
    }

    @Test("a password that is not the vault's is found deeply, when the digest was changed with it")
    func deep() throws {
        let database = TestDatabase.current
        let installation = database.installation
        let tenant = try database.makeTenant()
        let wanted = try TenantConfiguration.sample(tenant)
        let app = TenantNames(tenant).appLogin
        let hand = try database.connect()
        try hand.execute("alter role \(identifier: app) password 'guessed'")
        try hand.execute(
            """
            update socle.login_verifiers
            set verifier_sha256 = (select sha256(convert_to(rolpassword, 'UTF8')) from pg_authid where rolname = \(app))
            where login_name = \(app)
            """)
        #expect(try installation.drift(of: nil, isDeep: false).allSatisfy(\.isEmpty))
        #expect(try installation.drift(of: nil, isDeep: true).flatMap(\.findings).map(\.field) == ["password"])
        #expect(try installation.plan(wanted).isEmpty)
        #expect(
            try installation.plans([wanted], isDeep: true)[0].changes.map(\.sentence)
                == ["replace the password of login '\(app)'"])
        _ = try installation.apply(wanted, isDeep: true)
        #expect(try installation.drift(of: nil, isDeep: true).allSatisfy(\.isEmpty))
    }

    @Test("a file that was edited is no drift, and a change by hand is one beside it")
    func editedFile() throws {
        let database = TestDatabase.current
        let installation = database.installation
        let tenant = try database.makeTenant(themes: ["economie"])
        let edited = try TenantConfiguration.sample(tenant, themes: ["economie", "eau"], connections: 12)
        #expect(try !installation.plan(edited).isEmpty)
        #expect(try installation.drift(of: [tenant], isDeep: false).allSatisfy(\.isEmpty))
        try database.connect().execute("alter role \(identifier: TenantNames(tenant).appLogin) createdb")
        #expect(
            try installation.drift(of: [tenant], isDeep: false).flatMap(\.findings).map(\.field)
                == ["creates databases"])
    }

    @Test("what the platform does itself is no drift: suspended and frozen tenants")
    func standings() throws {
        let database = TestDatabase.current
        let installation = database.installation
        let tenant = try database.makeTenant()
        let names = TenantNames(tenant)
        let wanted = try TenantConfiguration.sample(tenant)
        let hand = try database.connect()
        for standing in [
            TenantStanding(isFrozen: true), TenantStanding(state: .suspended, isFrozen: true),
            TenantStanding(state: .suspended), .active,
        ] {
            try hand.execute(
                """
                update socle.registry
                set state = \(standing.state.rawValue), frozen_at = case when \(standing.isFrozen) then now() end
                where identifier = \(tenant)
                """)
            let statements =
                try standing.loginStatements(
                    for: names, channels: [.metabase], connections: 8,
                    among: Set(["admin", "app", "etl", "metabase"].map { "\(tenant)_\($0)" }))
                + standing.writeStatements(for: names)
            // Twice, since each may be repeated.
            for statement in statements + statements { try hand.execute(statement) }
            #expect(try installation.plan(wanted).changes.map(\.sentence) == [], "\(standing)")
            #expect(try installation.drift(of: [tenant], isDeep: false).flatMap(\.findings) == [], "\(standing)")
        }
    }

    /// The code with which something is refused, nil when it is not.
    private func refusal<Value>(_ body: () throws -> Value) -> String? {
        do {
            _ = try body()
            return nil
        } catch {
            return (error as? any Failure)?.code.text ?? "\(error)"
        }
    }

    private func inspected(_ tenant: TenantIdentifier, _ installation: Installation) throws -> InspectedTenant {
        let base = try installation.connectProvisioner()
        let side = try BaseSide.inspect([tenant], in: base)
        let declaration = try TenantDeclaration(text: try #require(side[0].appliedText))
        let desired = [try DesiredTenant(declaration, baseDatabase: installation.baseDatabase)]
        let data = try installation.connectProvisioner(to: desired[0].place)
        return try InspectedTenant(
            of: desired[0], base: side[0], hasKey: true,
            server: ServerSide.inspect(desired, side, platform: nil, in: data)[0],
            data: DataSide.inspect(desired, side, in: data)[0])
    }

    private func labels<Value>(_ value: Value) -> [String] {
        let type = "\(Value.self)".split(separator: ".").last ?? ""
        return Mirror(reflecting: value).children.compactMap { child in child.label.map { "\(type).\($0)" } }
    }

    private func tenantID(_ tenant: TenantIdentifier, _ base: borrowing Connection) throws -> String {
        try base.first("select tenant_id::text from socle.registry where identifier = \(tenant)") { row in
            try row[0]
        } ?? ""
    }
}
