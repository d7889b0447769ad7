import Migrations
import Operations
import Vocabulary

/// `socle migrate`: the structure of the platform's databases.
enum MigrateCommands {
    static let command = Command.group(
        "migrate", "Bring the platform's databases up to date.",
        [PlanMigrations.command, ApplyMigrations.command, MigrationStatus.command])
}

/// `socle migrate plan`: the files that are still to be applied.
struct PlanMigrations: LeafCommand {
    static let command = Command(
        "plan", "Show the files of sql/ that are still to be applied, in every data database.",
        discussion: "Ends with 0 when nothing is to be done and with 2 when something is.", make: Self.init)

    func run(in context: Context) throws -> Ending {
        var failures = FailureList()
        let plans = try context.installation().migrationPlans(failures: &failures)
        try context.present(Listing(migrations: plans, empty: "Nothing to do."))
        try failures.throwIfAny()
        return plans.allSatisfy(\.plan.isEmpty) ? .success : .difference
    }
}

/// `socle migrate apply`: applies them.
struct ApplyMigrations: LeafCommand {
    static let command = Command(
        "apply", "Apply the files of sql/ that are not applied yet, in every data database.",
        discussion: """
            Each file is a transaction of its own. The base comes first; it is made when it is missing. A database that \
            cannot be reached is told at the end, and keeps no other waiting.
            """,
        make: Self.init)

    func run(in context: Context) throws -> Ending {
        var failures = FailureList()
        let plans = try context.installation().migrateAll(failures: &failures) { database, step in
            context.note("\(database): \(step.file.path)")
        }
        try context.present(Listing(migrations: plans, empty: "Nothing to do."))
        try failures.throwIfAny()
        return .success
    }
}

/// `socle migrate status`: what was applied, when and by whom.
struct MigrationStatus: LeafCommand {
    static let command = Command("status", "Show what was applied to every data database.", make: Self.init)

    func run(in context: Context) throws -> Ending {
        var failures = FailureList()
        let ledgers = try context.installation().migrationLedgers(failures: &failures)
        let lines = ledgers.flatMap { ledger in ledger.entries.map { (ledger.database, $0) } }
        try context.present(
            Listing(
                lines, empty: "Nothing was ever applied.",
                [
                    Column("database") { .text($0.0) },
                    Column("file") { .text("\($0.1.scope)/\($0.1.name)") },
                    Column("kind") { .text($0.1.kind.rawValue) },
                    Column("applied_at") { .time($0.1.appliedAt) },
                    Column("applied_by") { .text($0.1.appliedBy) },
                    Column("ms", title: "MS") { .number($0.1.milliseconds) },
                    Column("version") { .text($0.1.programVersion) },
                ]))
        try failures.throwIfAny()
        return .success
    }
}

extension Listing {
    fileprivate init(migrations plans: [DatabaseMigrations], empty: String) {
        let lines = plans.flatMap { plan in plan.plan.steps.map { (plan.place.description, $0) } }
        self.init(
            lines, empty: empty,
            [
                Column("database") { .text($0.0) },
                Column("file") { .text($0.1.file.path) },
                Column("reason") { .text($0.1.reason.rawValue) },
            ])
    }
}
