import Operations
import Tenancy
import Vocabulary

/// `socle tenant hold`: orders by which nothing of a tenant may be destroyed.
enum HoldCommands {
    static let command = Command.group(
        "hold", "Keep everything of a tenant from being destroyed.",
        [SetHold.command, ReleaseHold.command, ListHolds.command])
}

/// `socle tenant hold set`.
struct SetHold: LeafCommand {
    let tenant: TenantIdentifier
    let reference: String
    let reason: String

    static let command = Command(
        "set", "Put a tenant under a legal hold.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        Option(required: "--reference", String.self, "The order or the case, as whoever gave it names it."),
        Option(required: "--reason", String.self, "Why, in a sentence that the audit keeps.", placeholder: "TEXT"),
        discussion: """
            Under a hold nothing of the tenant is erased, archived or purged, its audit included. Several holds may \
            stand at once, each with a reference of its own; all must be released.
            """,
        examples: [
            Example(
                "socle tenant hold set rennes --reference TA-2404512 --reason Recours",
                "Keep the data of a tenant for a court.")
        ],
        make: Self.init(tenant:reference:reason:))

    func run(in context: Context) throws -> Ending {
        try context.installation().setHold(on: tenant, reference: reference, reason: reason)
        context.note("tenant '\(tenant)' is under legal hold \(quoted(reference))")
        return .success
    }
}

/// `socle tenant hold release`.
struct ReleaseHold: LeafCommand {
    let tenant: TenantIdentifier
    let reference: String
    let reason: String

    static let command = Command(
        "release", "Release a legal hold.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        Option(required: "--reference", String.self, "The hold, as it was set."),
        Option(required: "--reason", String.self, "Why, in a sentence that the audit keeps.", placeholder: "TEXT"),
        make: Self.init(tenant:reference:reason:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        try installation.releaseHold(on: tenant, reference: reference, reason: reason)
        let left = try installation.holds(on: tenant).count { $0.release == nil }
        context.note(
            "legal hold \(quoted(reference)) of tenant '\(tenant)' is released; "
                + (left == 0 ? "none stands any more" : "\(left) more \(left == 1 ? "stands" : "stand")"))
        return .success
    }
}

/// `socle tenant hold list`.
struct ListHolds: LeafCommand {
    let tenant: TenantIdentifier?

    static let command = Command(
        "list", "List legal holds, those that stand first.",
        Argument(
            optional: "TENANT", TenantIdentifier.self, "The tenant; every one when left out.", completion: .tenants),
        make: Self.init(tenant:))

    func run(in context: Context) throws -> Ending {
        try context.present(
            Listing(
                context.installation().holds(on: tenant), empty: "There is no legal hold.",
                [
                    Column("tenant") { .text($0.tenant.text) },
                    Column("reference") { .text($0.reference) },
                    Column("state") { .text($0.release == nil ? "stands" : "released") },
                    Column("reason") { .text($0.reason) },
                    Column("set_by") { .text($0.setBy) },
                    Column("set_at") { .time($0.setAt) },
                    Column("released_by") { .text($0.release?.by) },
                    Column("released_at") { $0.release.map { .time($0.at) } ?? .absent },
                    Column("release_reason") { .text($0.release?.reason) },
                ]))
        return .success
    }
}
