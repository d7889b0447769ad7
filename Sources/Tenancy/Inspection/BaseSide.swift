import FoundationEssentials
package import Postgres
package import Vocabulary

/// What the base knows of a tenant.
///
/// A class, since those who look at ten thousand hand them on.
package final class BaseSide: Sendable {
    package let registration: InspectedTenant.Registration?
    /// What was declared when the tenant was last applied.
    package let appliedText: String?
    package let standing: TenantStanding
    /// The names that it holds, as lines of kind and name in the order of their bytes.
    package let heldText: String
    /// The verifiers that its logins were given, as lines of login and digest in the order of their bytes.
    let verifiersText: String

    /// What is known of nobody.
    static let unknown = BaseSide(
        registration: nil, appliedText: nil, standing: .active, heldText: "", verifiersText: "")

    /// Reads what the base knows of some tenants, in their order.
    ///
    /// **Runs as** provisioner. **Cost** one query, whatever their number.
    package static func inspect(_ tenants: [TenantIdentifier], in base: borrowing Connection) throws -> [BaseSide] {
        var sides = Array(repeating: unknown, count: tenants.count)
        var schedules: [String: [String: String]] = [:]
        let found = try base.query(
            """
            with found as materialized (
                select position, registry.*
                from unnest(string_to_array(\(WantedNames(tenants.map { [$0.text] }).text), E'\\n'))
                    with ordinality as wanted (identifier, position)
                join socle.registry using (identifier)
            ),
            names as (
                select tenant_id, string_agg(kind || ' ' || name, E'\\n' order by kind || ' ' || name collate "C") as list
                from socle.derived_names where tenant_id in (select tenant_id from found) group by tenant_id
            ),
            verifiers as (
                select tenant_id, string_agg(
                    login_name || ' ' || encode(verifier_sha256, 'hex'), E'\\n' order by login_name collate "C") as list
                from socle.login_verifiers where tenant_id in (select tenant_id from found) group by tenant_id
            )
            select position, tenant_id, name, tier, placement, server, database, region, contact ->> 'name',
                contact ->> 'email', state, frozen_at is not null, declaration, schedules, names.list, verifiers.list,
                \(sql: AppliedLimits.columns)
            from found left join names using (tenant_id) left join verifiers using (tenant_id)
            """
        ) { row -> (Int, BaseSide) in (try row[0], try BaseSide(row, &schedules)) }
        for (position, side) in found { sides[position - 1] = side }
        return sides
    }

    /// - Parameter schedules: what was read of them before, by its text, since most tenants have the same.
    private init(_ row: Row, _ schedules: inout [String: [String: String]]) throws {
        let scheduleText: String = try row[13] ?? "{}"
        let ownSchedules = try schedules[scheduleText] ?? Self.schedules(scheduleText)
        schedules[scheduleText] = ownSchedules
        registration = .init(
            tenantID: try row[1], name: try row[2], tier: try row[3], placement: try row[4],
            place: DataPlace(server: try row[5], database: try row[6]), region: try row[7],
            contact: .init(name: try row[8] ?? "", email: try row[9] ?? ""), limits: try AppliedLimits(row, from: 16),
            schedules: ownSchedules)
        standing = TenantStanding(state: try row[10], isFrozen: try row[11])
        appliedText = try row[12]
        heldText = try row[14] ?? ""
        verifiersText = try row[15] ?? ""
    }

    init(
        registration: InspectedTenant.Registration?, appliedText: String?, standing: TenantStanding, heldText: String,
        verifiersText: String
    ) {
        self.registration = registration
        self.appliedText = appliedText
        self.standing = standing
        self.heldText = heldText
        self.verifiersText = verifiersText
    }

    private static func schedules(_ text: String) throws -> [String: String] {
        try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
    }

    /// The names that it holds.
    package var heldNames: Set<HeldName> {
        Set(
            Facts.pairs(heldText).compactMap { kind, name in
                guard let kind = HeldName.Kind(rawValue: kind), let name = try? Identifier(name) else { return nil }
                return HeldName(kind: kind, name: name)
            })
    }

    /// Digests of the verifiers that its logins were given, by login.
    var verifiers: [String: String] {
        Dictionary(Facts.pairs(verifiersText).map { ($0.name, $0.word) }) { _, last in last }
    }

    /// The other tenants who hold a name that some tenants shall have, for each of these.
    ///
    /// **Cost** one query, whatever their number; none when each holds the names that it shall have.
    package static func conflicts(
        of desired: [DesiredTenant], _ sides: [BaseSide], in base: borrowing Connection
    ) throws -> [[InspectedTenant.Holder]] {
        var conflicts: [[InspectedTenant.Holder]] = Array(repeating: [], count: desired.count)
        let missing = zip(desired, sides).map { desired, side in
            desired.heldText == side.heldText
                ? []
                : desired.heldNames.filter { !side.heldNames.contains($0) }.map { "\($0.kind.rawValue)/\($0.name)" }
        }
        if missing.allSatisfy(\.isEmpty) { return conflicts }
        let found = try base.query(
            """
            select wanted.position, kind, derived_names.name, registry.identifier
            from unnest(string_to_array(\(WantedNames(missing).text), E'\\n')) with ordinality as wanted (names, position)
            cross join unnest(string_to_array(names, ' ')) as word
            join socle.derived_names
                on kind = split_part(word, '/', 1) and derived_names.name = split_part(word, '/', 2)
            join socle.registry using (tenant_id)
            order by 1, 2, 3
            """
        ) { row -> (Int, InspectedTenant.Holder) in
            let kind: String = try row[1]
            return (
                try row[0],
                .init(
                    held: HeldName(kind: HeldName.Kind(rawValue: kind) ?? .role, name: try row[2]),
                    identifier: try row[3])
            )
        }
        for (position, holder) in found { conflicts[position - 1].append(holder) }
        return conflicts
    }
}
