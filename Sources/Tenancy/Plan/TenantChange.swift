package import Postgres
package import Vocabulary

/// One difference between what is declared and what is there, and what mends it.
package struct TenantChange: Sendable {
    /// Where a change is made.
    package enum Place: String, Sendable {
        /// The registry in the base, first of all: a name is held before the object is made.
        case registry
        /// The cluster, outside any transaction: a database is made.
        case cluster
        /// The roles of the cluster, reached from the base.
        case roles
        /// The database in which the tenant's data lies.
        case data
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
