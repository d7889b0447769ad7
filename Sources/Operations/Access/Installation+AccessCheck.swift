package import Access
import Postgres
import Tenancy
package import Vocabulary

extension Installation {
    /// What an access check asks, once the tenant is known.
    package struct AccessQuestion: Sendable {
        package let operation: AccessOperation
        package let object: ObjectName?
        /// The login that is meant; nil for all of the tenant's.
        package let login: Identifier?
        /// Whether every role of the server is meant.
        package let isEveryone: Bool
        /// Whether what was computed is tried live.
        package let isTried: Bool

        package init(
            operation: AccessOperation, object: ObjectName? = nil, login: Identifier? = nil, isEveryone: Bool = false,
            isTried: Bool = false
        ) {
            self.operation = operation
            self.object = object
            self.login = login
            self.isEveryone = isEveryone
            self.isTried = isTried
        }
    }

    /// What came of trying an operation as a login.
    package struct AccessAttempt: Hashable, Sendable {
        package let login: Identifier
        /// How the server answered, or why it was not asked.
        package let answer: String
        /// Whether the server let it through; nil when it was not asked.
        package let isOpen: Bool?
        /// Whether that contradicts what was computed.
        package let isContradiction: Bool
    }

    /// Who may do something with a tenant's data in PostgreSQL, by which path, and whether it is so.
    ///
    /// **Runs as** provisioner for the catalog; attempts are made as each login.
    package func accessCheck(
        _ question: AccessQuestion, of identifier: TenantIdentifier
    ) throws -> (check: AccessCheck, attempts: [AccessAttempt]) {
        let tenant = try RegisteredTenant.find(identifier, in: connectMigratedBase())
        try requireLiving(tenant)
        let data = try connectProvisioner(to: tenant.place)
        let logins = try data.query(
            """
            select login_name from socle.logins where tenant_id = \(tenant.tenantID) order by login_name
            """
        ) { row -> Identifier in try row[0] }
        if let login = question.login, !logins.contains(login), !question.isEveryone {
            throw AccessFailure.unknownLogin(
                login.text, tenant: identifier, nearest: nearestName(to: login.text, in: logins.map(\.text)))
        }
        let object = try question.object.map { try CheckedObject.find($0, in: tenant.database, data) }
        let check: AccessCheck
        if question.isEveryone {
            guard let object else { throw AccessFailure.objectNeeded(question.operation) }
            check = try .everyone(question.operation, on: object, database: tenant.database, in: data)
        } else {
            let schemas = try data.query(
                """
                select schema_name from socle.schemas
                where tenant_id = \(tenant.tenantID) and purpose in ('data', 'analytics', 'theme')
                order by schema_name
                """
            ) { row -> Identifier in try row[0] }
            check = try .of(
                question.operation, on: object, schemas: schemas, owner: tenant.names.owner,
                by: question.login.map { [$0] } ?? logins, database: tenant.database, in: data)
        }
        guard question.isTried else { return (check, []) }
        let trials = try AccessTrials.of(question.operation, on: object, in: data)
        let attempts = try check.logins.filter { logins.contains($0.login) }.map { access in
            try attempt(trials, of: access, tenant: identifier)
        }
        return (check, attempts)
    }

    private func attempt(_ trials: [RightTrial], of access: LoginAccess, tenant: TenantIdentifier) throws
        -> AccessAttempt
    {
        let answer: (isOpen: Bool, words: String)
        do {
            let connection = try Connection(to: parameters(forLogin: access.login, of: tenant))
            var refusal: SQLState?
            for trial in trials {
                let state = try trial.run(connection)
                if !RightTrial.isOpen(state) { refusal = state }
            }
            answer = (refusal == nil, refusal.map { "refused with SQLSTATE \($0)" } ?? "let through, and rolled back")
        } catch ConnectionFailure.refused(_, _, _, let state, _) where state != .tooManyConnections {
            answer = (false, "kept out with SQLSTATE \(state)")
        }
        return AccessAttempt(
            login: access.login, answer: answer.words, isOpen: answer.isOpen,
            isContradiction: answer.isOpen != access.isDirect)
    }
}
