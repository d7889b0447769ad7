package import Postgres
package import Vocabulary

/// One difference between what is declared and what is there, and what mends it.
package struct TenantChange: Sendable {
    /// Where a change is made, in the order in which changes are carried out.
    ///
    /// Three places are reached: the base, the tenant's server, and the database
    /// in which its data lies. From any database of a server its roles are
    /// reached, so that the data database serves for both once it is there; and
    /// for a tenant in the base all three are one.
    package enum Place: String, CaseIterable, Sendable {
        /// Logins that are no longer declared, closed before all else and in a transaction of its own: on the server.
        case doors
        /// The sessions of those logins, ended once nobody can come back: on the server.
        case sessions
        /// The registry: a name is held before the object is made.
        case registry
        /// The server's pg_hba.conf: before a login is there, or stricter.
        case access
        /// The server, outside any transaction: a database is made.
        case cluster
        /// The roles, from the data database.
        case roles
        /// The data database itself.
        case data
        /// Roles that are no longer declared, from the data database, when nothing belongs to them any more.
        case retirement
        /// The registry again, last of all: a name is given up when nothing bears it any more.
        case release
        /// Sessions that pg_hba.conf or the login's groups no longer let in, ended after all else: on the server.
        case eviction

        /// Whether the base is changed, and not the tenant's server.
        package var isBase: Bool { self == .registry || self == .release }
    }

    /// What mends the difference.
    package enum Action: Sendable {
        case statement(SQL)
        /// Make a password, seal it in the base, and give its verifier to the login.
        case setPassword(login: Identifier)
        /// Make a database if there is none, and bring it up to date.
        case prepareDatabase(DataPlace, connectionLimit: Int)
        /// Let pg_hba.conf of the server have these lines for the tenant, and those of everybody if they are needed.
        case hostAccess([HostAccessRule], isNeeded: Bool)
        /// Nothing that a plan can do; what a person does first, says the failure.
        case refusal(PlanFailure)
    }

    package let place: Place
    /// The change in words, beginning with a verb.
    package let sentence: String
    package let action: Action
}
