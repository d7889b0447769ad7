package import Compliance
import Journal
import Postgres
import Tenancy
import Vocabulary

extension Installation {
    /// Erases a person from a tenant's declared tables, or rehearses it.
    ///
    /// The event that proves it is written in the transaction of the erasure. A legal hold set
    /// meanwhile waits for its end; one that stands refuses it.
    ///
    /// **Runs as** the tenant's ETL login, as loads do.
    package func erasePerson(_ request: PersonRequest, isRehearsal: Bool) throws -> PersonErasure.Report {
        let scene = try privacyScene(of: request.configuration)
        let plan = try scene.plan(exceptions: request.exceptions, isErasure: true)
        let subject = try Subject(reading: request.subject, columns: plan.subjectColumns)
        let base = try connectMigratedBase()
        let key = try subjectKey(of: scene.tenant.tenantID, in: base)
        let authorship: [JSON.Member] = [
            .init("by", .string(Self.operatorName)),
            .init("except", .array(request.exceptions.sorted().map { .string($0.description) })),
        ]
        var report: PersonErasure.Report?
        try namingHolder(in: [basePlace, scene.tenant.place]) {
            try base.transaction { base in
                // While data lies in two places, an erasure would reach one of them.
                try Journal.requireNone(for: scene.tenant.tenantID, in: base)
                try LegalHold.requireNone(on: scene.tenant.tenantID, in: base)
                report = try PersonErasure.run(
                    plan, of: subject, by: authorship, key: key, isRehearsal: isRehearsal,
                    on: connectOwner(of: scene.tenant))
            }
        }
        guard let report else { preconditionFailure("an erasure reports or throws") }
        return report
    }
}
