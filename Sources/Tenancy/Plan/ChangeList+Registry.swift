import FoundationEssentials
import Postgres
import Vocabulary

extension ChangeList {
    /// The tenant's row of the registry and the names that it holds.
    mutating func planRegistry(_ desired: DesiredTenant, _ inspected: InspectedTenant, _ tenantID: UUID) {
        let declaration = desired.declaration
        let wanted = desired.registration(tenantID: tenantID)
        if inspected.registration != wanted || inspected.appliedText != declaration.text {
            let verb = inspected.registration == nil ? "register" : "update the registration of"
            let schedules = JSON.object(
                wanted.schedules.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) })
            add(
                .registry, "\(verb) tenant '\(declaration.identifier)' as \(declaration.tier.rawValue)",
                """
                insert into socle.registry (
                    tenant_id, identifier, name, tier, placement, server, database, region, contact, limits, schedules,
                    declaration)
                values (\(tenantID), \(declaration.identifier), \(declaration.name), \(declaration.tier.rawValue),
                    \(declaration.placement.rawValue), \(desired.place.server), \(desired.database),
                    \(declaration.region), \(declaration.contact.json)::jsonb, \(wanted.limits.json)::jsonb,
                    \(schedules)::jsonb, \(declaration.text))
                on conflict (tenant_id) do update set
                    name = excluded.name, tier = excluded.tier, placement = excluded.placement,
                    server = excluded.server, database = excluded.database, region = excluded.region,
                    contact = excluded.contact, limits = excluded.limits, schedules = excluded.schedules,
                    declaration = excluded.declaration, updated_at = now()
                """)
        }
        let missing = desired.heldNames.filter { !inspected.heldNames.contains($0) }
        if !missing.isEmpty {
            add(
                .registry, "hold \(missing.count) names in the registry",
                """
                insert into socle.derived_names (kind, name, tenant_id)
                select kind, name, \(tenantID)
                from unnest(\(missing.map(\.kind.rawValue))::text[], \(missing.map(\.name.text))::text[])
                    as missing (kind, name)
                """)
        }
    }

    /// The key under which the tenant's secrets are sealed; a new tenant gets one with its first password.
    mutating func planKey(_ inspected: InspectedTenant) {
        guard let registration = inspected.registration, !inspected.hasKey, !inspected.appliedVerifiers.isEmpty else {
            return
        }
        add(
            .registry, "find the key of the tenant, without which no password of its logins can be read",
            .refusal(PlanFailure.keyGone(registration.tenantID)))
    }
}
