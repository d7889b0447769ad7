package import Postgres
package import Vocabulary

/// One difference between what is declared and what is there, and what mends it.
package struct TenantChange: Sendable {
    /// Where a change is made.
    package enum Place: String, Sendable {
        /// The logins that are no longer declared, closed before all else and in a transaction of its own.
        case doors
        /// The sessions of those logins, ended once nobody can come back.
        case sessions
        /// The registry in the base: a name is held before the object is made.
        case registry
        /// The cluster, outside any transaction: a database is made.
        case cluster
        /// The roles of the cluster, reached from the base.
        case roles
        /// The database in which the tenant's data lies.
        case data
        /// The base again, last of all: a name is given up when nothing bears it any more.
        case release
    }

    /// What mends the difference.
    package enum Action: Sendable {
        case statement(SQL)
        /// Make a password, seal it, and give its verifier to the login.
        case setPassword(login: Identifier)
        /// Make a database if there is none, and bring it up to date.
        case prepareDatabase(Identifier, connectionLimit: Int)
    }

    package let place: Place
    /// The change in words, beginning with a verb.
    package let sentence: String
    package let action: Action
}
