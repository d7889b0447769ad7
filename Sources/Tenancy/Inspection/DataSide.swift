import FoundationEssentials
package import Postgres
import Vocabulary

/// What a data database holds of a tenant, as the server wrote it.
package struct DataSide: Equatable, Sendable {
    /// Whether the database is there with every migration; nothing else was looked at if not.
    let isPrepared: Bool
    /// Whether the database has a row of the tenant.
    var isKnown = true
    /// Schemas that are there or registered, as lines; nil, as with the next two, when they are as they shall be.
    var schemasText: FactText?
    /// The tenant's rows of `socle.logins`, as lines of login and purpose in the order of their bytes.
    var loginsText: String?
    /// Rows of `pg_default_acl`, as lines.
    var defaultRightsText: FactText?
    /// Relations that are not as they shall be, as lines.
    var relationsText = FactText()
    /// Rights of the tenant's roles on what is no tenant's, as lines.
    var strayRightsText = FactText()
    /// What somebody made by hand in the tenant's schemas and database, as lines; empty when it was not asked.
    var handmadeObjectsText = FactText()
    /// Extensions that are missing or not where they belong, as lines of name and schema; empty when it was not asked.
    var misplacedExtensionsText = ""

    /// Extensions that every data database has, each in the schema `public`.
    package static let extensions = ["pg_trgm", "postgis", "unaccent"]

    /// How many objects somebody made by hand, as far as it was asked.
    package var handmadeCount: Int { handmadeObjectsText.lineCount }

    /// What there is in a database that is not there, or not up to date.
    package static let none = DataSide(
        isPrepared: false, isKnown: false, schemasText: FactText(), loginsText: "", defaultRightsText: FactText())

    /// What there is where nothing is to be done.
    static let fulfilled = DataSide(isPrepared: true)

    /// Reads what a data database holds of some tenants, in their order.
    ///
    /// **Runs as** provisioner. **Cost** five queries, whatever their number; up to eight when looked at thoroughly.
    ///
    /// - Parameters:
    ///   - isThorough: whether to look for what no plan could put right, such as functions made by hand. What is the
    ///     database's own is told with the first of the tenants.
    ///   - defaultRights: gives what ``defaultRights(of:_:in:)`` does, when another connection asks for it.
    package static func inspect(
        _ desired: [DesiredTenant], _ bases: [BaseSide], thoroughly isThorough: Bool = false,
        defaultRights: (() throws -> [FactText?])? = nil,
        in database: borrowing Connection
    ) throws -> [DataSide] {
        let count = desired.count
        let spaces = WantedNames(zip(desired, bases).map { $0.schemaNames(held: $1) })
        let tenants = WantedNames(
            zip(desired, bases).map { [$0.identifier.text, $1.registration?.tenantID.uuidString ?? "-"] })
        let known = try knowledge(count: count, tenants, in: database)
        let schemas = try ServerSide.differences(count: count, schemasQuery(tenants, spaces), in: database) {
            desired[$0].schemasText
        }
        let roles = WantedNames(zip(desired, bases).map { $0.roleNames(held: $1) })
        let relations = try ServerSide.texts(count: count, relationsQuery(tenants, spaces), in: database)
        let strays = try ServerSide.texts(
            count: count,
            InspectedTenant.StrayRight.query(roles, spaces, asksDatabase: !desired.contains(where: \.hasOwnDatabase)),
            in: database)
        let rights = try defaultRights?() ?? Self.defaultRights(of: desired, bases, in: database)
        var sides = (0..<count).map {
            DataSide(
                isPrepared: true, isKnown: known[$0].isKnown, schemasText: schemas[$0],
                loginsText: known[$0].logins == desired[$0].loginsText ? nil : known[$0].logins,
                defaultRightsText: rights[$0], relationsText: relations[$0], strayRightsText: strays[$0])
        }
        if isThorough, count > 0 {
            let handmade = try ServerSide.texts(
                count: count, InspectedTenant.HandmadeObject.query(tenants, spaces), in: database)
            for index in sides.indices { sides[index].handmadeObjectsText = handmade[index] }
            if let own = desired.firstIndex(where: \.hasOwnDatabase) {
                let strays = try ServerSide.texts(
                    count: count, InspectedTenant.HandmadeObject.strayQuery(own + 1, spaces), in: database)
                sides[own].handmadeObjectsText.append(strays[own])
            }
            sides[0].misplacedExtensionsText = try misplacedExtensions(in: database)
        }
        return sides
    }

    private static func misplacedExtensions(in database: borrowing Connection) throws -> String {
        try database.first(
            """
            select coalesce(string_agg(name || ' ' || coalesce(nspname, ''), E'\\n' order by name collate "C"), '')
            from unnest(\(extensions)::text[]) as name
            left join pg_extension on extname = name
            left join pg_namespace on pg_namespace.oid = extnamespace
            where nspname is distinct from 'public'
            """
        ) { row -> String in try row[0] } ?? ""
    }

    private static func knowledge(
        count: Int, _ tenants: WantedNames, in database: borrowing Connection
    ) throws -> [(isKnown: Bool, logins: String)] {
        var known = Array(repeating: (isKnown: false, logins: ""), count: count)
        let rows = try database.query(
            """
            with found as materialized (
                select position, tenant_id
                from unnest(string_to_array(\(tenants.text), E'\\n')) with ordinality as line (words, position)
                join socle.tenants on identifier = split_part(words, ' ', 1)
                    and tenant_id::text = lower(split_part(words, ' ', 2))
            ),
            logins as (
                select tenant_id, string_agg(login_name || ' ' || purpose, E'\\n' order by login_name collate "C") as list
                from socle.logins where tenant_id in (select tenant_id from found) group by tenant_id
            )
            select position, list from found left join logins using (tenant_id)
            """
        ) { row -> (Int, String?) in (try row[0], try row[1]) }
        for (position, logins) in rows { known[position - 1] = (true, logins ?? "") }
        return known
    }
}
